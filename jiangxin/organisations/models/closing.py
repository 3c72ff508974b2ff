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


def lasting(relation, on):
    """Those of a relation that last beyond this day, or begin only then."""
    return relation.exclude(until__lte=on).for_list().order_by("since", "id")
