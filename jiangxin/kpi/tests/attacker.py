"""Somebody who reads all that is published and tries to reckon what was kept back.

They know the tree (each line adds up to the number above it, for people in the worst case, for acts
always) and what the labels say. Two attacks: bounds, narrowed until nothing
changes, which for lines that form a tree are exact; and elimination over all lines at once, which
finds whatever sums and differences of published numbers can find.
"""

from fractions import Fraction

ALL = 10**6


class Known:
    """What is known of one number: from `low` to `high`."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    def narrow(self, low, high):
        """Whether that was news."""
        before = self.low, self.high
        self.low, self.high = max(self.low, low), min(self.high, high)
        assert self.low <= self.high, "the published numbers contradict one another"
        return (self.low, self.high) != before


def believed(group, parts_of_line, least):
    """(people, acts) as the label alone tells them."""
    if not group.hidden:
        return Known(group.people, group.people), Known(group.acts, group.acts)
    if group.hidden == "small":
        return Known(0, least - 1), Known(0, ALL)
    # A guard was not small, unless its whole line was kept back.
    low = least if any(part.hidden != "guard" for part in parts_of_line) else 0
    return Known(low, ALL), Known(low, ALL)


def bounds(whole, least):
    """{id of a group: what comes out of it all for its people}."""
    people, acts = {}, {}
    people[id(whole)], acts[id(whole)] = believed(whole, [whole, whole], least)
    lines = [(group, group.parts) for group, _ in whole.walk() if group.parts]
    for above, parts in lines:
        line = parts if not above.hidden else []
        for part in parts:
            people[id(part)], acts[id(part)] = believed(part, line, least)
    while any([narrowed(lines, people), narrowed(lines, acts), compared(people, acts)]):
        pass
    return people


def narrowed(lines, known):
    """Each line adds up: bounds of each number from those of the others."""
    news = False
    for above, parts in lines:
        here, sums = known[id(above)], [known[id(part)] for part in parts]
        low, high = sum(one.low for one in sums), sum(one.high for one in sums)
        news |= here.narrow(low, high)
        for one in sums:
            news |= one.narrow(here.low - (high - one.high), here.high - (low - one.low))
    return news


def compared(people, acts):
    """Nobody takes part without an act."""
    news = [acts[key].narrow(people[key].low, ALL) for key in people]
    return any([*news, *(people[key].narrow(0, acts[key].high) for key in people)])


def reckoned(whole, number):
    """{id of a hidden group: its value} by sums and differences of what is published."""
    hidden = [group for group, _ in whole.walk() if group.hidden]
    column = {id(group): place for place, group in enumerate(hidden)}
    rows = []
    for above, _ in whole.walk():
        if above.parts:
            rows.append(equation(above, column, number))
    rows, found = eliminated(rows, len(hidden)), {}
    for row in rows:
        unknown = [place for place in range(len(hidden)) if row[place]]
        if len(unknown) == 1:
            found[id(hidden[unknown[0]])] = row[-1] / row[unknown[0]]
    return found


def equation(above, column, number):
    """Hidden parts minus the hidden whole = what is known of the rest."""
    row = [Fraction(0)] * (len(column) + 1)
    for group, sign in [(above, -1), *((part, 1) for part in above.parts)]:
        if group.hidden:
            row[column[id(group)]] += sign
        else:
            row[-1] -= sign * getattr(group, number)
    return row


def eliminated(rows, width):
    """Reduced to echelon form: a number that can be reckoned stands alone in its row."""
    done = 0
    for place in range(width):
        pivot = next((n for n in range(done, len(rows)) if rows[n][place]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [one / rows[done][place] for one in rows[done]]
        for n, row in enumerate(rows):
            if n != done and row[place]:
                rows[n] = [a - row[place] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    return rows
