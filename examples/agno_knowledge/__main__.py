"""`python -m agno_knowledge`."""

from __future__ import annotations

import sys

from agno_knowledge.app import main

sys.exit(main())
