"""How each indicator is reckoned. One function a code; what it asks is a word of the room below."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from pyroaring import BitMap

from jiangxin.kpi.apart import apart
from jiangxin.kpi.counting import Counting, asked
from jiangxin.kpi.models.declaration import Declaration
from jiangxin.kpi.models.indicator import Definition
from jiangxin.kpi.models.tally import Result, read
from jiangxin.kpi.packed import Packed, unpacked
from jiangxin.kpi.period import among
from jiangxin.kpi.results import summed
from jiangxin.kpi.stages import Stage, standings
from jiangxin.organisations.models import Headcount
from jiangxin.proposals.models import Benefit

TENTH = Decimal("0.1")
NOBODY_FILED = "企业还没报在册职工数"
DECLARED = ("people", "acts")  # what can also be declared, as a bare number


@dataclass(frozen=True)
class Told:
    """A value, None if it cannot be reckoned, and `reason` then says why; what it is made of."""

    value: int | Decimal | None
    numerator: int | None = None
    denominator: int | None = None
    reason: str = ""
    notes: tuple = ()


def share(numerator, denominator, reason, notes=()):
    """Per cent to one decimal, half up: the same digits wherever it is shown."""
    if not denominator:
        return Told(None, numerator, denominator, reason, notes)
    value = (Decimal(100 * numerator) / denominator).quantize(TENTH, ROUND_HALF_UP)
    return Told(value, numerator, denominator, "", notes)


class Reading:
    """All that the figures of one place and period are reckoned from, each asked once.

    `like`: another Reading, as of the same moment, to share what is not of a place.
    """

    def __init__(self, place, period, like=None):
        self.place, self.period, self.day, self.like = place, period, period.ends_on, like
        self.counting = Counting(place, period, like and like.counting)
        self.versions = like.versions if like else Definition.versions()

    def over(self, period):
        """The same place over other months."""
        return Reading(self.place, period, self)

    def definition(self, code):
        """The one in force in the last month of the period that has begun, or its first one."""
        known = self.versions[code]
        return [one for one in known if one.since <= self.day][-1:][0] if known else None

    def kinds(self, code):
        """{month: kinds that count}: each month by the definition of that month."""
        known = self.versions[code]
        return {
            month: tuple(next((v.kinds for v in reversed(known) if v.since <= month), ()))
            for month in self.period.months
        }

    def changed(self, code):
        """The months of the period from which another definition held."""
        months = [one.since for one in self.versions[code]]
        return [m for m in months if self.period.first < m <= min(self.period.last, self.day)]

    def told(self, code):
        """What this indicator is here."""
        words = "told", code, asked(self.kinds(code))
        keep = self.counting.settled if code in OF_REGISTER else self.counting.remembered
        return keep(words, lambda: (RECKONED[code](self, code),))[0]

    def people(self, code="people"):
        return self.counting.people(self.kinds(code))

    def entries(self, code="entries"):
        return self.counting.journeys(self.kinds(code))

    def those(self, result, code="entries"):
        """The entries that are among those of which this is true."""
        return self.entries(code) & self.results.get(result, BitMap())

    def among(self, result, code="entries"):
        """How many they are."""
        return self.entries(code).intersection_cardinality(self.results.get(result, BitMap()))

    @cached_property
    def kept(self):
        """{of: Result}"""
        return self.like.kept if self.like else {row.of: row for row in Result.objects.all()}

    @cached_property
    def results(self):
        """{of: BitMap of journeys}"""
        if self.like:
            return self.like.results
        return {of: read(row.journeys) for of, row in self.kept.items()}

    @cached_property
    def declared(self):
        """{code: what was only declared}; nothing where the plan counts."""
        if self.place.in_plan:
            return {}
        rows = Declaration.objects.about(self.place)
        return rows.counted(self.period, self.counting.closed).sums()

    @cached_property
    def headcounts(self):
        """The last one of each enterprise that stood here, by the end of the period."""
        here = self.place.enterprises(self.day)
        filed = Headcount.objects.latest_of(here, on=self.day)
        return list(filed.values_list("enterprise", "workers", "members"))

    @cached_property
    def enterprises(self):
        return unpacked(self.place.enterprises(self.day).aggregate(keys=Packed("pk"))["keys"])

    @cached_property
    def standings(self):
        """Of the parks here, by name."""
        return self.counting.settled(("standings",), self._standings)

    def _standings(self):
        parks = list(self.place.parks(self.day).order_by("name", "pk"))
        revision = self.counting.mark.revision
        return standings(parks, self.period, self.kinds("parks_covered"), revision)

    def acts(self, code):
        """The acts that count here, each month by the definition of that month."""
        acts = self.place.counted(self.period, self.counting.closed)
        return acts.filter(among(self.kinds(code)))

    def reached_in(self, enterprises, code):
        """Who took part at least once in one of these enterprises: a BitMap."""
        outside, inside = self.divided(enterprises, code)
        if not (outside and inside):
            return self.people(code) if inside else BitMap()
        return self.people(code) - self.apart(outside, inside, code)

    def divided(self, enterprises, code):
        """Where somebody took part: (in other enterprises, in these), two BitMaps."""
        active, here = self.counting.enterprises(self.kinds(code)), BitMap(enterprises)
        return active - here, active & here

    def apart(self, outside, inside, code):
        """Who took part in the first of these enterprises and in none of the second: a BitMap."""
        return apart({self.counting: (outside, inside)}, self.kinds(code))[self.counting]


def people(r, code):
    return Told(len(r.people(code)))


def acts(r, code):
    return Told(r.counting.acts(r.kinds(code)))


def worker_rate(r, code):
    known = {key: workers for key, workers, _ in r.headcounts}
    return rate_over(r, code, known, "在册职工")


def member_rate(r, code):
    known = {key: members for key, _, members in r.headcounts if members is not None}
    return rate_over(r, code, known, "工会会员")


def rate_over(r, code, known, word):
    missing = len(r.enterprises) - len(known)
    notes = (f"{missing:,} 家企业没有报{word}数，不在分子和分母里",) if missing and known else ()
    reason = f"企业报的{word}数合计是 0" if known else f"企业还没报{word}数"
    told = share(len(r.reached_in(known, code)), sum(known.values()), reason, notes)
    if told.value is not None and told.value > 100:
        more = told.numerator - told.denominator
        notes = *notes, f"参与的人比{word}多 {more:,} 人：期内有人进出，或者职工数报少了，请核对"
        return share(told.numerator, told.denominator, reason, notes)
    return told


def enterprise_rate(r, code):
    active = r.counting.enterprises(r.kinds(code)) & r.enterprises
    return share(len(active), len(r.enterprises), "这里还没有登记企业")


def parks_covered(r, code):
    found = r.standings
    rule = r.definition(code).rule
    stages = [one.stage(rule) for one in found]
    if not found:
        return Told(None, reason="这里没有列入计划名单的园区")
    notes = tuple(f"{stage.label} {stages.count(stage)}" for stage in Stage)
    return Told(stages.count(Stage.COVERED), None, len(found), "", notes)


def entries(r, code):
    return Told(len(r.entries(code)))


def adoption_rate(r, code):
    return share(r.among("accepted", code), r.among("decided", code), "还没有作出结论的建议")


def adoption_rate_all(r, code):
    return share(r.among("accepted", code), len(r.entries(code)), "还没有建议")


def implementation_rate(r, code):
    return share(r.among("finished", code), r.among("accepted", code), "还没有采纳的建议")


def five_smalls(r, code):
    return Told(r.among("five_smalls", code))


def benefit(kind):
    def told(r, code):
        row = r.kept.get(kind.value)
        many, fen = summed(row, r.entries(code)) if row else (0, 0)
        return Told(fen, notes=(f"{many:,} 条有{kind.label}效益",))

    return told


RECKONED = {
    "people": people,
    "acts": acts,
    "worker_rate": worker_rate,
    "member_rate": member_rate,
    "enterprise_rate": enterprise_rate,
    "parks_covered": parks_covered,
    "entries": entries,
    "adoption_rate": adoption_rate,
    "adoption_rate_all": adoption_rate_all,
    "implementation_rate": implementation_rate,
    "five_smalls": five_smalls,
    "benefit_expected": benefit(Benefit.Kind.EXPECTED),
    "benefit_confirmed": benefit(Benefit.Kind.CONFIRMED),
}
# What asks the register as well, which takes long.
OF_REGISTER = {"worker_rate", "member_rate", "enterprise_rate", "parks_covered"}
