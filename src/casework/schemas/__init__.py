"""JSON Schemas of the entries of cases, a file a regime, printed from the tables by `casework.case.schema`."""
