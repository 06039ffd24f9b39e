"""Test vectors as a table (cn-disclosure.csv), read by `casework.testing.vectors`."""
