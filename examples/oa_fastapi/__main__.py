"""`python -m oa_fastapi`."""

from .app import main

main()
