"""`python -m oriel`."""

from oriel.main import main

if __name__ == "__main__":
    raise SystemExit(main())
