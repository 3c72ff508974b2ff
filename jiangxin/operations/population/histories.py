"""What the moves of the plan left behind: 变动 and 曾用名, as the verbs would have written them.

Read off the relations that are rows by now, so each change names what it ended and began, and can
be looked at and taken back like one that an officer made.
"""

from datetime import datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType

from jiangxin.lib.clock import CHINA
from jiangxin.operations.demonstration import words as demonstration
from jiangxin.operations.population.dice import Dice
from jiangxin.organisations.models import (
    Affiliation,
    Change,
    ChangeSubject,
    Enterprise,
    FormerName,
    Organisation,
    Placement,
    Tenancy,
)
from jiangxin.organisations.models.step import Step, fingerprint
from jiangxin.ui.words import full_day

RENAMED = 3  # percent of the enterprises, and with each the union of its own
AT_WORK = time(10, 0)
BATCH = 2_000
# Of what, to what, and what it is called: with another one after it, or with none.
MOVES = [
    (Tenancy, "enterprise", "park", "迁园", "离园"),
    (Affiliation, "enterprise", "organisation", "改隶", "脱离工会"),
    (Affiliation, "park", "organisation", "改隶", "脱离工会"),
    (Placement, "organisation", "parent", "改上级", ""),
]


class Histories:
    """Of one city whose relations are written; `by` made every change."""

    def __init__(self, plan, keys, by):
        self.plan, self.keys, self.by = plan, keys, by

    def write(self):
        """{model: how many rows}."""
        told = [*self.moves(), *self.renamings()]
        told.sort(key=lambda one: one[0].effective_on)  # a later one stands on an earlier one
        changes = Change.objects.bulk_create([change for change, _ in told], BATCH)
        subjects = [
            ChangeSubject(change=change, about_kind=kind_of(row), about_id=row.pk)
            for change, rows in zip(changes, (rows for _, rows in told), strict=True)
            for row in dict.fromkeys(rows)
        ]
        ChangeSubject.objects.bulk_create(subjects, BATCH)
        counts = {Change: len(changes), ChangeSubject: len(subjects)}
        return counts | {FormerName: FormerName.objects.count()}

    def moves(self):
        """(change, the things it is about) for every relation that is over."""
        for model, mover, place, moved, left in MOVES:
            rows = model.objects.exclude(**{mover: None}).select_related(mover, place)
            over = list(rows.exclude(until=None))
            movers = {getattr(row, f"{mover}_id") for row in over}
            after = {
                (getattr(row, f"{mover}_id"), row.since): row
                for row in rows.filter(**{f"{mover}__in": movers})
            }
            for held in over:
                new = after.get((getattr(held, f"{mover}_id"), held.until))
                subject, before = getattr(held, mover), getattr(held, place)
                now = getattr(new, place) if new else None
                title = f"“{subject}”{moved}：{now}" if new else f"“{subject}”{left}：{before}"
                steps = [Step.ended(held, None, held.until), *([begun(new)] if new else [])]
                change = self.change(moved if new else left, held.until, title, steps)
                yield change, [subject, *filter(None, [now]), before]

    def renamings(self):
        """The same for names: of some enterprises, and of the unions that bear their names."""
        firms = [firm for firm in self.plan.firms if self.dice(firm).chance(RENAMED)]
        keys = {self.keys.firm(firm.number): firm for firm in firms}
        found = Enterprise.objects.in_bulk(keys)
        unions = [firm.leads for firm in firms if firm.leads is not None]
        unions = Organisation.objects.in_bulk(map(self.keys.union, unions))
        bearers = []
        for key, firm in keys.items():
            dice, row = self.dice(firm), found[key]
            day, before = self.day(firm, dice), self.former_name(firm, dice)
            bearers.append((row, FormerName(name=before, until=day, enterprise=row)))
            stem, union = row.name.removesuffix("（演示）"), None
            if firm.leads is not None:
                union = unions[self.keys.union(firm.leads)]
            if union and union.name == f"{stem}工会":
                was = f"{before.removesuffix('（演示）')}工会"
                bearers.append((union, FormerName(name=was, until=day, organisation=union)))
        FormerName.objects.bulk_create([name for _, name in bearers], BATCH)
        for row, name in bearers:
            title = f"“{name.name}”更名为“{row.name}”"
            says = f"{full_day(name.until)}起，{title}"
            wrote = Step.wrote(row, {"name": name.name}, {"name": row.name}, says)
            yield self.change("更名", name.until, title, [wrote, begun(name, name.until)]), [row]

    def change(self, kind, on, title, steps):
        return Change(
            kind=kind,
            title=title[:200],
            effective_on=on,
            by=self.by,
            made_at=datetime.combine(on, AT_WORK, CHINA),
            steps=[step.kept() for step in steps],
            touched=list(dict.fromkeys(step.name for step in steps)),
        )

    def dice(self, firm):
        return Dice(self.plan.seed, "renamed", firm.number)

    def day(self, firm, dice):
        span = (self.plan.today - firm.since).days - 60
        return firm.since + timedelta(days=30 + dice.below(max(1, span)))

    def former_name(self, firm, dice):
        place = demonstration.DISTRICTS[firm.district - 1].removesuffix("新区").removesuffix("区")
        first, last = map(dice.choice, (demonstration.FIRM_FIRST, demonstration.FIRM_LAST))
        return f"{place}{first}{last}厂（演示）"


def begun(row, on=None):
    """The step that began a row, as it stands now."""
    says = f"{full_day(on or row.since)}起，{row.beginning}"
    print_ = {"print": fingerprint(row)}
    return Step("began", row._meta.label_lower, row.pk, says, {}, print_)


def kind_of(row):
    return ContentType.objects.get_for_model(row)
