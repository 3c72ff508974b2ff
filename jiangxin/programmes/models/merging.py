"""合并: an entry may end in another one that says the same, and come out of it again."""

from django.db import transaction

from jiangxin.lib.refusal import OutOfStep
from jiangxin.organisations.models import Organisation
from jiangxin.programmes.models.moving import Act
from jiangxin.programmes.models.route import Gate
from jiangxin.programmes.models.status import MERGEABLE, Status


class Merging:
    """The part of Journey that goes on in another one."""

    @classmethod
    def hold_all(cls, keys):
        """{key: journey}: these rows, locked and fresh; in one order, so that nobody deadlocks."""
        rows = cls.objects.select_for_update(of=("self",)).filter(pk__in=keys)
        return {row.pk: row for row in rows.select_related("programme", "road").order_by("pk")}

    @transaction.atomic
    def merge(self, into, *, by):
        """并入: it ends here. Gives what `part` needs to lay it where it was."""
        if self.status not in MERGEABLE or self.submitted_at is None:
            raise OutOfStep(self._what_happened_first("并入"))
        seats = list(self.seats.open().order_by("id").values_list("pk", flat=True))
        was = {"status": str(self.status), "stage": self.stage_id, "keeper": self.keeper_id}
        self._move(Act("并入", by, f"并入“{into}”"), MERGEABLE, Status.MERGED)
        return was | {"seats": seats}

    @transaction.atomic
    def part(self, was, *, by):
        """拆开: it lies again at the desks where it lay, and the days are counted anew."""
        keeper = Organisation.objects.get(pk=was["keeper"])
        gate = Gate(self.road.gate(was["stage"]), [(None, keeper)])
        told = {"again": was["seats"], "concluded_at": None}
        self._move(Act("拆开", by), {Status.MERGED}, Status(was["status"]), gate, **told)

    def is_mergeable(self):
        return self.status in MERGEABLE and self.submitted_at is not None
