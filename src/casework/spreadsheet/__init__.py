"""What a spreadsheet file says, read in a process of its own, because the file may come from anyone.

`python -m casework.spreadsheet.child` reads one file and writes its sheets as plain text; `casework.backlog.workbook`
starts it, bounds it and takes what it writes. Imports nothing else of casework.
"""
