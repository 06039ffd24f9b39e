"""Paper: one-page statements for a file, as HTML or .docx (extra `letters`)."""

from casework.letters.paper import Statement, statement_of, write_docx, write_html

__all__ = ["Statement", "statement_of", "write_docx", "write_html"]
