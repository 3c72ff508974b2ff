from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Q, Sum
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.audit.models.transaction import CurrentTransaction, TransactionField
from jiangxin.documents.models import Attachment
from jiangxin.kpi.closed import came_late, stood
from jiangxin.kpi.models.of_place import OfPlaceQuerySet
from jiangxin.kpi.period import month_of
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Enterprise, Organisation, Park
from jiangxin.programmes.models import Participation


class DeclarationQuerySet(OfPlaceQuerySet):
    def about(self, place):
        """Those about a place, as it was when they were declared. The plan counts none."""
        if place.in_plan:
            return self.none()
        if place.kind == "organisation":
            return self.filter(lineage__contains=[place.thing.pk])
        return self.filter(**{place.kind: place.thing})

    def over(self, period):
        return self.filter(month__range=(period.first, period.last))

    def counted(self, period, closed):
        """Those that count in a period. `closed`: its closed months, as Spans."""
        return self.over(period).filter(stood(closed, "month", "withdrawn_by_xid"))

    def late(self, period, closed):
        """Those of closed months that were filed, or taken back, after the closing."""
        added, gone = came_late(closed, "month", "withdrawn_by_xid")
        return self.over(period).filter(added | gone)

    def sums(self):
        """{"people": …, "acts": …} of all of them; people of two declarations may be the same."""
        found = self.aggregate(people=Sum("people"), acts=Sum("acts"))
        return {name: number or 0 for name, number in found.items()}

    def for_list(self):
        return self.select_related("organisation", "enterprise", "park", "filed_by")


class Declaration(models.Model):
    """自报: how many took part on paper or long ago, as somebody signs for it. A bare number.

    It stands in a column of its own and is never added to what has evidence (实名).
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lineage = ArrayField(models.BigIntegerField(), editable=False)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, related_name="+")
    month = models.DateField("月份")
    kind = models.CharField("哪一类", max_length=12, choices=Participation.Kind)
    title = models.CharField("什么活动", max_length=60)
    people = models.PositiveIntegerField("人数")
    acts = models.PositiveIntegerField("人次")
    paper = models.OneToOneField(Attachment, models.PROTECT, related_name="+")
    signer = models.CharField("签字人", max_length=30)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField("填报时间")
    withdrawn_at = models.DateTimeField("撤回", null=True)
    # Which transaction filed it, and which took it back: a closing keeps what stood before it.
    xid = TransactionField("事务", db_default=CurrentTransaction(), editable=False)
    withdrawn_by_xid = TransactionField("撤回事务", null=True, editable=False)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="as_many_acts_as_people_at_least",
                condition=Q(acts__gte=models.F("people")),
                violation_error_message="人次不能少于人数。",
            ),
            models.CheckConstraint(
                name="a_declaration_is_of_a_month",
                condition=Q(month__day=1),
                violation_error_message="自报数按月填。",
            ),
            models.CheckConstraint(
                name="a_withdrawal_has_its_transaction",
                condition=Q(withdrawn_at=None, withdrawn_by_xid=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by_xid__isnull=False),
                violation_error_message="撤回要写明时间。",
            ),
        ]
        indexes = [
            GinIndex(fields=["lineage"], name="declarations_by_union"),
            models.Index(fields=["month"], name="declarations_of_a_month"),
        ]

    def __str__(self):
        return f"{self.month:%Y年%m月}自报：{self.title}"

    def get_absolute_url(self):
        return reverse("kpi:declaration", args=[self.pk])

    @property
    def of_what(self):
        """The union, park or enterprise that it is about."""
        return self.enterprise or self.park or self.organisation

    @classmethod
    @transaction.atomic
    def file(cls, place, *, by, paper, month, **told):
        """自报 about a place. `paper` is the signed Paper as a form has read it: none without.

        `told`: kind, title, people, acts, signer.
        """
        now = clock.now()
        if month > month_of(clock.day_of(now)):
            raise Refusal("这个月还没有到，请填这个月或以前的月份。")
        where = declared_at(place.thing)
        kept = Attachment.keep_document(paper, paper.name, by=by)
        new = cls.objects.create(
            **where,
            lineage=where["organisation"].lineage(),
            month=month,
            paper=kept,
            filed_by=by,
            filed_at=now,
            **told,
        )
        numbers = {"people": new.people, "acts": new.acts, "signer": new.signer}
        leave_trace("自报", new, by=by, month=str(month), paper=kept.sha256, **numbers)
        return new

    @transaction.atomic
    def withdraw(self, *, by):
        """撤回: it counts no more, and stays to be seen."""
        now, mine = clock.now(), type(self).objects.filter(pk=self.pk, withdrawn_at=None)
        if not mine.update(withdrawn_at=now, withdrawn_by_xid=CurrentTransaction()):
            raise OutOfStep("这份自报已经撤回，不用再撤。")
        self.withdrawn_at = now
        leave_trace("撤回自报", self, by=by)


def declared_at(thing):
    """{organisation, enterprise, park} of today: who answers for what is declared about a place."""
    if isinstance(thing, Organisation):
        return {"organisation": thing}
    union = thing.union()
    if union is None:
        raise Refusal(f"“{thing}”今天没有工会覆盖，没有单位替它自报。请先登记它的工会。")
    if isinstance(thing, Park):
        return {"organisation": union, "park": thing}
    return {"organisation": union, "enterprise": thing, "park": thing.park()}
