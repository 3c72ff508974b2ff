"""Many rows in one step of a change: they end together, and may go on as others."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta

from django.apps import apps

from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models.step import erase, fingerprint, plain
from jiangxin.ui.words import full_day


@dataclass
class Carried:
    """Kept as JSON in Change.steps. Thousands of rows, a handful of statements.

    Their model has `recheck_all(keys)`: as `recheck`, for many.
    """

    row: str  # people.employment
    says: str
    on: str  # the day, as plain text
    ended: dict  # what `until` was ("" for none): keys
    begun: dict = field(default_factory=dict)  # key: its print
    did: str = "carried"

    @classmethod
    def out(cls, held, on, says, onward):
        """End all of these, as we saw them; with `onward`, begin one for each in its place."""
        refuse_if_crossing(held, on)
        ended = {}
        for row in held:
            ended.setdefault(plain(row.until) or "", []).append(row.pk)
        carried = cls(held[0]._meta.label_lower, says, plain(on), ended)
        for was, keys in ended.items():
            if carried.rows(keys).filter(until=was or None).update(until=on) != len(keys):
                raise OutOfStep("这些记录刚刚有了别的变动，没有生效。请看看最新情况再办。")
        if onward:
            carried.begin([followed(row, on, onward) for row in held])
        return carried

    def begin(self, rows):
        new = self.model._base_manager.bulk_create(rows)
        fresh = self.model._base_manager.in_bulk([row.pk for row in new])
        self.begun = {str(key): mark(row) for key, row in sorted(fresh.items())}
        self.model.recheck_all(fresh)

    def names(self):
        """The rows that it touched, as Change.touched has them."""
        keys = [*self.begun, *self.ended_keys()]
        return [f"{self.row}:{key}" for key in keys]

    def kept(self):
        return asdict(self)

    def undo(self):
        """Take all of it back, or none of it if a row has changed since. Answer: itself."""
        begun = self.rows(map(int, self.begun))
        there = begun.order_by("pk").select_for_update(of=("self",))
        there = {str(row.pk): row for row in there}
        for key, print_ in self.begun.items():
            row = there.get(key)
            if row is None or mark(row) != print_:
                self._refuse(row)
        erase(begun, self.says)
        for was, keys in self.ended.items():
            if self.rows(keys).filter(until=self.on).update(until=was or None) != len(keys):
                self._refuse(None)
        return self

    def recheck(self):
        """What lasts again may have become impossible."""
        self.model.recheck_all(self.ended_keys())

    def ended_keys(self):
        return [key for keys in self.ended.values() for key in keys]

    @property
    def model(self):
        return apps.get_model(self.row)

    def rows(self, keys):
        return self.model._base_manager.filter(pk__in=list(keys))

    def _refuse(self, row):
        raise Refusal(f"“{row or self.says}”后来又改过，不能撤销。请另办一次变动。")


def refuse_if_crossing(held, on):
    """All of them were there before this day, and none is over; it says which day would do."""
    today = clock.today()
    late = [row for row in held if row.since >= on]
    over = [row for row in held if row.until and row.until <= today]
    days = [*(row.since + timedelta(days=1) for row in late), *(row.until for row in over)]
    if days:
        raise Refusal(
            f"{full_day(on)}以后还有 {len(days)} 项开始或结束的记录，如“{[*late, *over][0]}”。"
            f"请把日子填成{full_day(max(days))}或以后，或先撤销那些变动。"
        )


def followed(row, on, onward):
    """The same row from this day on, as long as it would have lasted, but for these fields."""
    fields = [f for f in row._meta.concrete_fields if not f.primary_key]
    new = type(row)(**{f.attname: getattr(row, f.attname) for f in fields})
    new.since = on
    for name, value in onward.items():
        setattr(new, name, value)
    return new


def mark(row):
    return fingerprint(row)[:12]
