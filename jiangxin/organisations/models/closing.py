from django.db.models import F, Q

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.ui.words import full_day


class Closing:
    """What may close for good: an enterprise, a union, a park. Its class has `closed_on`."""

    def is_closed(self):
        return self.closed_on is not None

    def refuse_if_closed(self, until=None):
        """Nothing stands here after it closed. It reads the row anew: lock it before."""
        rows = type(self).objects.filter(pk=self.pk, closed_on__isnull=False)
        for day in rows.values_list("closed_on", flat=True):
            if until is None or until > day:
                raise Refusal(f"“{self}”已从{full_day(day)}起关闭，不能再有新的变动。")

    def wind_up(self, change, *relations):
        """Inside a change: end these relations and the offices here, and close."""
        on = change.effective_on
        self.refuse_if_closed()
        for relation in relations:
            for row in lasting(relation, on):
                change.end(row)
        for office in self.offices_to_end():
            change.end(office, max(on, office.since))
        change.write(self, f"{full_day(on)}起，“{self}”关闭", closed_on=on)

    def offices_to_end(self):
        return lasting(self.offices, clock.today())


def refuse_if_any_closed(dated, *names):
    """The same for many dated rows: nothing stands at one of these places after it closed."""
    for name in names:
        closed = dated.filter(**{f"{name}__closed_on__isnull": False}).select_related(name)
        beyond = Q(until=None) | Q(until__gt=F(f"{name}__closed_on"))
        for row in closed.filter(beyond)[:1]:
            getattr(row, name).refuse_if_closed(row.until)


def lasting(relation, on):
    """Those of a relation that last beyond this day, or begin only then."""
    return relation.exclude(until__lte=on).for_list().order_by("since", "id")


def refuse_closed_places(rows):
    """The same as `refuse_if_closed` for many rows, by one query for each kind of thing."""
    keys = {}
    for row in rows:
        keys.setdefault(type(row), []).append(row.pk)
    for model, those in keys.items():
        for row in model.objects.filter(pk__in=those, closed_on__isnull=False).order_by("pk"):
            row.refuse_if_closed()
