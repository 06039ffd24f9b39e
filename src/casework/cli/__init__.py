"""The command line: one file a command, and the only place that knows what day it is.

`main` needs the extra `cli`; without it, it says what to install.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run `casework`; exit status 0 done, 1 rejects under --strict, 2 wrong use or unreadable input."""
    try:
        import rich
        import typer
    except ModuleNotFoundError:
        print("casework: the command line needs an extra: pip install 'casework[cli,backlog]'", file=sys.stderr)
        sys.exit(2)
    del rich, typer
    from casework.cli.app import run

    sys.exit(run())
