"""What the person at the terminal is told."""

import sys


class Trouble(Exception):
    """A sentence for the terminal; the program then ends with status 1, without a traceback."""


def say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
