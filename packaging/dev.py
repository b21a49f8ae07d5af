#!/usr/bin/env python3
"""Everything a developer types, on Linux, macOS and Windows, from a bare machine on.

  run [--stay]              set up, then open the window on the local service;
                            without a display: send one message, save a picture,
                            and end (--stay keeps the unseen window open)
  test [PYTEST ARGS]        set up, then run the tests
  check                     ruff, its format check, mypy strict
  bench [NAME...] [--json FILE]
                            measure against the floors and say what is missed
  shots DIR                 pictures of the main screens

Standard library only, and this file has to be read by any Python 3: it refuses
the old ones in one line before the parts beside it are loaded.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is what refuses them
    sys.exit(f"Oriel needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

import dev_tasks
from dev_say import Refusal, say


def main(words: list[str]) -> int:
    """Runs one command of the list above; returns its exit status."""
    if not words or words[0] in ("-h", "--help", "help"):
        print((__doc__ or "").strip())
        return 0 if words else 2
    task = dev_tasks.TASKS.get(words[0])
    if task is None:
        say(f"no command {words[0]!r}; there are: {', '.join(dev_tasks.TASKS)}")
        return 2
    try:
        return task(words[1:])
    except Refusal as refusal:
        say(str(refusal))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
