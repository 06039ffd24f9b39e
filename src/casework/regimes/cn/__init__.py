"""What the Orders of the PRC have in common: what their acts rest on, what must be on file, what an audit asks."""
