"""`python app`: runs from a checkout that was never installed, and the frozen entry point."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from oriel.main import main

if __name__ == "__main__":
    raise SystemExit(main())
