"""不公布: which numbers of a published table are kept back, so that none can be reckoned.

A table is a tree: each number stands for a group, and those directly below it divide the group. A
group of fewer than `least` people is kept back (SMALL). Where it could then be reckoned as a
difference, further numbers beside it are (GUARD). What is known of a small group afterwards is what
its label says: from 0 to `least` - 1 people. tests/attacker.py tries to know more.

Distinct people only add up where nobody is in two groups. The rule takes them to add up: that is
the worst case, and where they overlap a reader knows less. Acts do add up; a group's acts are kept
back with its people, and of acts no label says an upper bound.
"""

from dataclasses import dataclass, field

SMALL, GUARD = "small", "guard"


@dataclass
class Group:
    """People and acts of a place, by a kind of activity; its parts are what divides it."""

    level: str
    name: str
    people: int
    acts: int
    kind: str = ""
    hidden: str = ""
    parts: list = field(default_factory=list)

    def hide(self, why):
        """It, and all below it: one could add them up again."""
        self.hidden = why
        for part in self.parts:
            part.hide(why)

    def walk(self, above=None):
        """(group, the one above it), from the top."""
        yield self, above
        for part in self.parts:
            yield from part.walk(self)


def conceal(table, least):
    """Mark what is kept back in a whole table."""
    if table.people < least:
        table.hide(SMALL)
    else:
        conceal_parts(table, least)


def conceal_parts(whole, least):
    """The same below a number that is shown."""
    if any(part.people < least for part in whole.parts):
        guard(whole.parts, least)
    for part in whole.parts:
        if not part.hidden:
            conceal_parts(part, least)


def guard(parts, least):
    """Keep back the small ones, and more until they are safe; all, where there is little to divide.

    Which, is not chosen by size, and how little is too little not by who is small: a reader who
    knows this rule would learn from the choice.
    """
    if sum(part.people for part in parts) < least * (len(parts) + 1) - 1:
        for part in parts:
            part.hide(GUARD)
        return
    for part in parts:
        if part.people < least:
            part.hide(SMALL)
    shown = [part for part in parts if not part.hidden]
    while not are_safe(parts, least):  # with all of them hidden they are: there is enough to divide
        shown.pop(0).hide(GUARD)


def are_safe(parts, least):
    """Could each small one be 0, and `least` - 1, for all that the sum of the hidden says?

    A reader knows the sum, that each small one is below `least`, and that each guard is not.
    """
    small = [part for part in parts if part.hidden == SMALL]
    guards = [part for part in parts if part.hidden == GUARD]
    total = sum(part.people for part in [*small, *guards])
    room = bool(guards) or total <= (least - 1) * (len(small) - 1)
    return room and total - (least - 1) >= least * len(guards)
