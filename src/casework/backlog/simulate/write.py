"""Writing."""
from pathlib import Path
import polars as pl
def write_frame(frame: pl.DataFrame, path: Path) -> None:
    frame.write_csv(path, include_bom=True)
