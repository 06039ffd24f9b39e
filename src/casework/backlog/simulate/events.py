"""The same office as a table of steps."""
from casework.backlog.simulate.book import Book
import polars as pl
def frame(book: Book, units: int) -> pl.DataFrame:
    return pl.DataFrame()
