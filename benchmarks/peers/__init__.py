"""What an office writes for itself, to be measured against: plain scripts, each to be run alone."""
