"""Pages of a long list that is kept as a bitmap of keys: the next one begins after the last key.

No OFFSET and no COUNT, as in `ui.paging`; a bitmap finds the place of a key at once.
"""

import re

from jiangxin.ui.paging import Window

CURSOR = re.compile(r"(-?)(\d{1,9})", re.ASCII)  # 17: after 17; -17: before 17


def slice_of(request, keys, size=25, name="page"):
    """A Window of so many keys; a cursor that makes no sense is the first page."""
    begin = begins(keys, request.GET.get(name, ""), size)
    chosen = list(keys[begin : begin + size])
    return Window(
        chosen,
        previous=f"-{chosen[0]}" if begin else "",
        next=f"{chosen[-1]}" if begin + size < len(keys) else "",
        name=name,
        parameters=request.GET,
    )


def begins(keys, cursor, size):
    """At which place the page begins."""
    found = CURSOR.fullmatch(cursor)
    if not found:
        return 0
    key = int(found[2])
    if found[1]:
        return max(0, keys.rank(max(key, 1) - 1) - size)
    after = keys.rank(key)
    return after if after < len(keys) else 0
