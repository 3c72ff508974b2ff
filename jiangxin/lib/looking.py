"""While somebody only looks at a page, what was asked once stays so: the day, where they lead.

A page asks the same small thing in many places: each permit, each list. Remembered for the length
of one GET, it costs one query. While something is being done nothing is remembered: a verb has to
see what it has just changed.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

REMEMBERED = ContextVar("remembered", default=None)
OF_REQUEST = ContextVar("of_request", default=None)


@contextmanager
def looking():
    """Until the block ends, functions marked `once` answer the same question once."""
    with remembering(REMEMBERED):
        yield


@contextmanager
def requested():
    """Until the block ends, so do those marked `once_a_request`, whatever else is being done."""
    with remembering(OF_REQUEST):
        yield


@contextmanager
def remembering(memory):
    token = memory.set({})
    try:
        yield
    finally:
        memory.reset(token)


def once(function):
    """Remember the answer by the arguments (hashable ones), as long as somebody only looks."""
    return remembered(function, REMEMBERED)


def once_a_request(function):
    """The same for what no verb changes: the day."""
    return remembered(function, OF_REQUEST)


def remembered(function, memory):
    @wraps(function)
    def asked(*args):
        known = memory.get()
        if known is None:
            return function(*args)
        key = (function, *args)
        if key not in known:
            known[key] = function(*args)
        return known[key]

    return asked
