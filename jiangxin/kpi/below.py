"""What lies below a place, each with its own figures: 园区, 下属工会, 企业."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery, TextChoices

from jiangxin.kpi.figures import figures_of_all
from jiangxin.kpi.many import CODES, PEOPLE, WORKERS, readings
from jiangxin.kpi.models.tally import Tally
from jiangxin.kpi.period import among
from jiangxin.kpi.place import Place, acts_anywhere
from jiangxin.kpi.reckoning import Reading
from jiangxin.kpi.stages import Stage, standings
from jiangxin.lib import clock
from jiangxin.organisations.models import Organisation
from jiangxin.ui.words import full_day, moment

PORTION = 50  # places read together
ACTIVE = "active"
# From which 职工参与率 on an enterprise has 已开展. No source fixes it: the rule of the 口径 may.
SHIPPED = {"under_way": 20}


class State(TextChoices):
    """How far an enterprise has come, from what happened there."""

    NEVER = "never", "从未参与"
    IDLE = "idle", "期内未参与"
    UNFILED = "unfiled", "待报职工数"
    BEGUN = "begun", "刚起步"
    UNDER_WAY = "under_way", "已开展"


LOOKS = {
    State.NEVER: "late", State.IDLE: "late", State.UNFILED: "soon", State.BEGUN: "soon",
    State.UNDER_WAY: "passed", Stage.DORMANT: "draft", Stage.PILOT: "open",
    Stage.SPREADING: "open", Stage.COVERED: "done",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A place below, as a row.

    figures: {code: Figure} of it. workers: declared, None where nobody did. last_on: the day of
    the last act there; of a union the first of its month. step: how far it has come, or None.
    """

    place: Place
    figures: dict
    workers: int | None
    last_on: date | None
    step: State | Stage | None = None

    @property
    def state(self):
        """(kind, word) for a state, or None."""
        return self.step and (LOOKS[self.step], self.step.label)


class Below:
    """Places of one kind below another one, each with its figures over a period.

    They are those that stood there on the last day of the period.
    """

    word = ""
    codes = CODES  # what its rows say, besides 推进阶段
    states = ()  # what the list can be narrowed to: (key, word)

    def __init__(self, place, period):
        self.place, self.period, self.day = place, period, period.ends_on
        self.reading = Reading(place, period)

    def lines(self, things):
        """A Line for each of these, in their order: a constant number of queries a portion."""
        portions = (things[n : n + PORTION] for n in range(0, len(things), PORTION))
        return [line for some in portions for line in self._lines(some)]

    @property
    def definitions(self):
        return [self.reading.definition(code) for code in self.codes]

    @property
    def notes(self):
        """What a reader must know besides the definitions: sentences."""
        first, last = full_day(self.period.first), full_day(self.day)
        mark = self.reading.counting.mark
        counted = f"参与算到 {moment(mark.counted_at)}" if mark.counted_at else "参与还没有统计过"
        return [f"{first}至{last}；列的是{last}在这里的{self.word}", *self._counted(counted)]

    def _counted(self, as_of):
        return [
            as_of,
            f"各{self.word}相加不等于上一级：在几处都参加过的人，上一级只算一次",
        ]

    def _lines(self, things):
        told = readings([Place(one, self.place.in_plan) for one in things], self.reading)
        figures = figures_of_all(told, CODES)
        steps = self._steps(things, figures)
        return [
            Line(one.place, known, one.workers, one.place.thing.last_on, step)
            for one, known, step in zip(told, figures, steps, strict=True)
        ]

    def _steps(self, things, figures):
        return [None] * len(things)

    def _acts(self, **at):
        """Standing acts up to the last day, in the place of the row."""
        acts = acts_anywhere(in_plan=self.place.in_plan).standing()
        return acts.filter(on__lte=self.day, **at)


class Parks(Below):
    word = "园区"
    codes = (*CODES, "parks_covered")

    def things(self, state=None):
        acts = self._acts(park=OuterRef("pk"))
        return self.place.parks(self.day).annotate(last_on=last_of(acts))

    def _steps(self, things, figures):
        code = "parks_covered"
        rule = self.reading.definition(code).rule
        found = standings(things, self.period, self.reading.kinds(code))
        return [one.stage(rule) for one in found]


class Unions(Below):
    """Those directly below it that have bitmaps: an 企业工会 is told by its enterprises."""

    word = "下属工会"

    def things(self, state=None):
        rows = Organisation.objects.branches_of(self.place.thing, self.day)
        seen = Tally.objects.filter(organisation=OuterRef("pk"), month__lte=self.day)
        seen = seen.filter(is_in_plan=True) if self.place.in_plan else seen
        rows = rows.exclude(tier=Organisation.Tier.ENTERPRISE)
        return rows.annotate(last_on=last_of(seen, "month"))


class Enterprises(Below):
    word = "企业"
    codes = (PEOPLE, WORKERS)
    states = ((State.NEVER, "从未参与"), (State.IDLE, "期内未参与"), (ACTIVE, "期内参与过"))

    def things(self, state=None):
        """`state` narrows them to those of a key of `states`."""
        acts = self._acts(enterprise=OuterRef("pk"))
        rows = self.place.enterprises(self.day).annotate(last_on=last_of(acts))
        if state == State.NEVER:
            return rows.filter(last_on=None)
        lately = last_of(acts.filter(among(self.reading.kinds(PEOPLE))))
        narrowed = {
            State.IDLE: {"last_on__isnull": False, "lately": None},
            ACTIVE: {"lately__isnull": False},
        }
        return rows.alias(lately=lately).filter(**narrowed[state]) if state in narrowed else rows

    @property
    def _rule(self):
        return SHIPPED | self.reading.definition(WORKERS).rule

    def _counted(self, as_of):
        share = self._rule["under_way"]
        return [
            f"{moment(clock.now())} 直接从每次参与里数出来，是企业自己的：不论参加那天它在哪个园区",
            f"职工参与率到 {share}% 写“已开展”，不到写“刚起步”；这条线计划没有规定，由平台定",
        ]

    def _steps(self, things, figures):
        rule = self._rule
        return [step(one.last_on, told, rule) for one, told in zip(things, figures, strict=True)]


def step(last_on, figures, rule):
    """The State of an enterprise."""
    if not figures[PEOPLE].value:
        return State.IDLE if last_on else State.NEVER
    rate = figures[WORKERS].value
    if rate is None:
        return State.UNFILED
    return State.UNDER_WAY if rate >= rule["under_way"] else State.BEGUN


def last_of(rows, field="on"):
    """The last day of these rows: by an index, one place after the other."""
    return Subquery(rows.order_by(f"-{field}").values(field)[:1])


KINDS = {"parks": Parks, "unions": Unions, "enterprises": Enterprises}  # as in addresses


def kinds_below(place):
    """{key of KINDS: class} of what lies below a place; nothing below an enterprise."""
    if place.kind == "enterprise":
        return {}
    above = place.kind == "organisation" and place.node is not None
    return KINDS if above else {"enterprises": Enterprises}


def below(place, period, of=""):
    """(key of KINDS, the Below) of the kind asked for, or else of the first; None if nothing is."""
    kinds = kinds_below(place)
    if not kinds:
        return None
    of = of if of in kinds else next(iter(kinds))
    return of, kinds[of](place, period)
