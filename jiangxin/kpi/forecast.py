"""预计: how many people will have taken part by the end of a plan, as an honest range.

Each whole month so far, some share of those not yet reached was reached. The months to come are
taken to be like those: their shares vary as the known ones did. Summed as -ln(1 - share), which
cannot pass the headcount: the fewer are left, the fewer come new. The range is Student's, for a sum
of months to come whose mean and spread are themselves only known from so few.
"""

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist, mean, stdev

LEAST = 6  # whole months; with fewer nobody can tell
IN_TEN = 8  # times out of ten within the range
Z = NormalDist().inv_cdf((1 + IN_TEN / 10) / 2)


@dataclass(frozen=True)
class Forecast:
    """low, high: people by the end; None with a `reason` where it cannot be seen."""

    low: int | None = None
    high: int | None = None
    months: int = 0  # from how many
    reason: str = ""
    in_ten = IN_TEN


def forecast(reached, now, pool, left):
    """`reached`: people so far at the end of each whole month; `now`: today.

    `pool`: how many there are; `left`: months to come, of which the one under way is the first.
    """
    reached = [n for n in reached if n]  # from the month in which the first took part
    if not pool:
        return Forecast(reason="企业还没报职工数，不知道还有多少人没参加过")
    if len(reached) < LEAST:
        return Forecast(reason=f"有人参加的整月才 {len(reached)} 个，满 {LEAST} 个才估")
    if reached[-1] >= pool:
        return Forecast(reason="参加过的人已经不少于在册职工数，先核对职工数")
    drawn = [-log(1 - (b - a) / (pool - a)) for a, b in zip([0, *reached], reached, strict=False)]
    spread = t(len(drawn) - 1) * stdev(drawn) * sqrt(left + left**2 / len(drawn))
    middle = left * mean(drawn)
    low, high = (
        round(pool - (pool - reached[-1]) * exp(-max(0, middle + side * spread)))
        for side in (-1, 1)
    )
    if now > high:
        return Forecast(reason="这个月新参加的人比以前各月多得多，以前的快慢不能照推")
    return Forecast(max(low, now), high, len(drawn))


def t(freedom):
    """Student's quantile for Z, by the usual expansion: within 0.2 % from 5 degrees on."""
    first = (Z**3 + Z) / (4 * freedom)
    return Z + first + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * freedom**2)
