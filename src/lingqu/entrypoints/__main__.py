"""`python -m lingqu.entrypoints` is `lingqu`."""

from lingqu.entrypoints.cli import main

main()
