"""明细: which rows make up a figure. One function a code, beside those of `reckoning`."""

from dataclasses import dataclass

from django.db.models import QuerySet, TextChoices
from pyroaring import BitMap

from jiangxin.kpi.stages import Stage, standings
from jiangxin.lib.any_of import AnyOf
from jiangxin.proposals.models import Benefit


class Sort(TextChoices):
    """What the rows of a part are, and by which word one counts them."""

    PEOPLE = "people", "人"
    ENTRIES = "entries", "条"
    ENTERPRISES = "enterprises", "家"
    HEADCOUNTS = "headcounts", "家"
    PARKS = "parks", "个"


# How addresses name a place that is such a row.
PLACES = {Sort.ENTERPRISES: "enterprises", Sort.HEADCOUNTS: "enterprises", Sort.PARKS: "parks"}


@dataclass(frozen=True)
class Part:
    """One part of a figure: what it is of, and a BitMap of their keys (those of entries are the
    keys of journeys). `acts`: those that count for people and enterprises. `benefit`: which kind.
    """

    name: str
    word: str
    sort: Sort
    keys: BitMap
    acts: QuerySet | None = None
    benefit: str = ""

    @property
    def title(self):
        return f"{self.sort.label}{self.word}"

    @property
    def template(self):
        return f"kpi/rows_{self.sort}.html"


def people(r, code):
    return [Part("taken", "参加过", Sort.PEOPLE, r.people(code), r.acts(code))]


def worker_rate(r, code):
    return over(r, code, {key for key, _, _ in r.headcounts}, "职工数")


def member_rate(r, code):
    return over(r, code, {key for key, _, members in r.headcounts if members is not None}, "会员数")


def over(r, code, known, word):
    filed = BitMap(known)
    acts = r.acts(code).filter(AnyOf("enterprise", filed))
    return [
        Part("numerator", "参加过", Sort.PEOPLE, r.reached_in(filed, code), acts),
        Part("denominator", f"报了{word}", Sort.HEADCOUNTS, filed),
        Part("missing", f"没有报{word}，不在内", Sort.HEADCOUNTS, r.enterprises - filed),
    ]


def enterprise_rate(r, code):
    active = r.counting.enterprises(r.kinds(code)) & r.enterprises
    return [
        Part("numerator", "有人参加过", Sort.ENTERPRISES, active, r.acts(code)),
        Part("rest", "还没有人参加", Sort.ENTERPRISES, r.enterprises - active, r.acts(code)),
    ]


def parks_covered(r, code):
    rule = r.definition(code).rule
    found = standings(list(r.place.parks(r.day)), r.period, r.kinds(code))
    every = BitMap([one.park.pk for one in found])
    covered = BitMap([one.park.pk for one in found if one.stage(rule) == Stage.COVERED])
    return [
        Part("numerator", "已覆盖", Sort.PARKS, covered),
        Part("rest", "还没覆盖", Sort.PARKS, every - covered),
    ]


def entries(r, code):
    return [Part("entries", "", Sort.ENTRIES, r.entries(code))]


def adoption_rate(r, code):
    return [
        Part("numerator", "已采纳", Sort.ENTRIES, r.those("accepted", code)),
        Part("denominator", "有结论", Sort.ENTRIES, r.those("decided", code)),
    ]


def adoption_rate_all(r, code):
    return [
        Part("numerator", "已采纳", Sort.ENTRIES, r.those("accepted", code)),
        Part("denominator", "全部", Sort.ENTRIES, r.entries(code)),
    ]


def implementation_rate(r, code):
    return [
        Part("numerator", "实施完成", Sort.ENTRIES, r.those("finished", code)),
        Part("denominator", "已采纳", Sort.ENTRIES, r.those("accepted", code)),
    ]


def five_smalls(r, code):
    return [Part("entries", "", Sort.ENTRIES, r.those("five_smalls", code))]


def benefit(kind):
    def listed(r, code):
        keys, word = r.those(kind.value, code), f"有{kind.label}效益"
        return [Part("entries", word, Sort.ENTRIES, keys, benefit=kind)]

    return listed


LISTED = {
    "people": people,
    "acts": people,
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
