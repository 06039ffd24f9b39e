"""A small office-automation page for disclosure requests (依申请公开), with casework embedded."""
