"""`python -m optlog`."""

from optlog.cli import main

raise SystemExit(main())
