"""证件号连号: pure sums over dates of birth and numbers that are in memory anyway."""

from itertools import groupby

from jiangxin.lib.numbers import IdNumber


def thick(born, least, days):
    """The keys among which at least so many dates of birth follow each other within so many days.

    `born`: [(date, key)].
    """
    found, chain = set(), []
    for day, key in sorted(born):
        if chain and (day - chain[-1][0]).days > days:
            found |= keys_of(chain, least)
            chain = []
        chain.append((day, key))
    return found | keys_of(chain, least)


def keys_of(chain, least):
    return {key for _, key in chain} if len(chain) >= least else set()


def longest_run(numbers):
    """The keys whose numbers go up by equal steps, the most there are. `numbers`: {key: number}.

    One step is so many days of birth and so many of the order number (the 15th to 17th digit),
    within one place of birth (the first six).
    """
    parsed = sorted((number[:6], IdNumber(number).birth_on, int(number[14:17]), key)
                    for key, number in numbers.items())  # fmt: skip
    best = []
    for _, rows in groupby(parsed, key=lambda row: row[0]):
        best = max(best, run_in(list(rows)), key=len)
    return best


def run_in(rows):
    """The longest stretch of neighbours that are equally far apart, as keys."""
    best, run, step = [], [], None
    for row in rows:
        apart = run and ((row[1] - run[-1][1]).days, row[2] - run[-1][2])
        if len(run) < 2 or apart != step:
            run, step = [*run[-1:], row], apart
        else:
            run.append(row)
        best = max(best, [one[3] for one in run], key=len)
    return best
