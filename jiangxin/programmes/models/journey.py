from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Organisation
from jiangxin.programmes.models.alarm import Alarmed, AlarmQuerySet
from jiangxin.programmes.models.deciding import Deciding
from jiangxin.programmes.models.merging import Merging
from jiangxin.programmes.models.moving import Act, Moving, manned
from jiangxin.programmes.models.programme import Programme
from jiangxin.programmes.models.road import Road
from jiangxin.programmes.models.seat import Seat
from jiangxin.programmes.models.stage import Stage
from jiangxin.programmes.models.status import CONCLUDED, WITH_AUTHOR, WITH_KEEPER, Status
from jiangxin.questionnaires.models import Questionnaire


class JourneyQuerySet(AlarmQuerySet):
    def under_way(self):
        return self.filter(status=Status.UNDER_WAY)

    def waiting_for(self, user):
        """Those that lie at a desk at which this user sits today."""
        seats = Seat.objects.waiting_for(user)
        return self.under_way().filter(pk__in=seats.values("journey"))

    def for_queue(self):
        """What the queue of a desk shows of each, and no more."""
        shown = ["title", "path", "due_on", "moves", "origin__name", "programme__name"]
        return self.select_related("origin", "programme").only(*shown)


class Journey(Moving, Deciding, Merging, Alarmed, models.Model):
    """办理: the road of one entry, and where on it the entry stands. The only status there is.

    The life of an entry is written here in code, since it is the same everywhere. The road
    (which stages, kept by whom, in how many days) is data.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="journeys")
    # The versions it was started on; a draft moves on when newer ones come into force.
    road = models.ForeignKey(Road, models.PROTECT, related_name="+")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+")
    origin = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    park_union = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)
    title = models.CharField(max_length=200)
    path = models.CharField(max_length=200, blank=True)  # of the entry's own page
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.DRAFT)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", null=True)
    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)
    arrived_at = models.DateTimeField("送到", null=True)
    due_on = models.DateField("最迟", null=True)
    submitted_at = models.DateTimeField("首次提交", null=True)
    concluded_at = models.DateTimeField("办结", null=True)
    appealed_at = models.DateTimeField("申请复议", null=True)
    alarm_on = models.DateField("提醒", null=True)
    alarms = models.PositiveSmallIntegerField(default=0)  # since it came to where it lies
    moves = models.PositiveIntegerField(default=0)  # which version of the road a page was showing
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Keys of the users who are among its authors, or who entered it for them (代为录入): whatever
    # office they hold, they never judge it.
    barred = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = JourneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_journey_under_way_lies_with_a_keeper",
                condition=~Q(status=Status.UNDER_WAY)
                | Q(stage__isnull=False, keeper__isnull=False, due_on__isnull=False),
                violation_error_message="这件没有送到任何工会，没有生效。",
            ),
            models.CheckConstraint(
                name="a_journey_concludes_once",
                condition=Q(concluded_at=None) ^ Q(status__in=sorted(CONCLUDED)),
                violation_error_message="这件的办结时间和状态对不上，没有生效。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["keeper", "due_on", "id"],
                condition=Q(status=Status.UNDER_WAY),
                name="journeys_on_a_desk",
            ),
            models.Index(
                fields=["alarm_on"],
                condition=Q(alarm_on__isnull=False),
                name="journeys_that_ring",
            ),
        ]

    def __str__(self):
        return self.title

    @classmethod
    def start(cls, programme, *, title, origin, by, park_union=None):
        """A draft: it lies with its author and nobody else sees it."""
        programme.must_be_open()
        return cls.objects.create(
            programme=programme,
            road=programme.road,
            questionnaire=programme.questionnaire,
            title=title,
            origin=origin,
            park_union=park_union,
            started_by=by,
            barred=[by.pk],
        )

    def lead_to(self, path):
        """Remember on which page this entry is shown."""
        self.path = path
        self.save(update_fields=["path"])

    def retitle(self, title):
        self.title = title
        self.save(update_fields=["title"])

    def settle(self, origin, park_union):
        """Where its author works on the day it is first sent in."""
        self.origin, self.park_union = origin, park_union
        self.save(update_fields=["origin", "park_union"])

    def bar(self, user):
        """This user stands among its authors now, or entered it for them, and so cannot judge it.

        Refused while it lies at the user's own gate: nobody might be left to answer it.
        """
        if self.is_kept_by(user):
            raise Refusal("这件正由您办理，办完之前您不能署名。")
        if user.pk not in self.barred:
            self.barred.append(user.pk)
            self.save(update_fields=["barred"])

    def unbar(self, users):
        """These, by their keys, stand among its authors no more."""
        self.barred = [user for user in self.barred if user not in users]
        self.save(update_fields=["barred"])

    @transaction.atomic
    def submit(self, *, by, told=None):
        """Send it to the first gate; an entry that was handed back goes to where it was.

        `told()` gives more details of the trace, which is returned.
        """
        if self.status == Status.HANDED_BACK:
            gate, how = self._gate_again()
            act = Act("补充后再次提交", by, told=told)
            return self._move(act, WITH_AUTHOR, Status.UNDER_WAY, gate, **how)
        self.programme.must_be_open()
        act = Act("提交", by, told=told)
        return self._move(act, WITH_AUTHOR, Status.UNDER_WAY, manned(self._next_gate()))

    def withdraw(self, *, by):
        self._move(Act("撤回", by), WITH_AUTHOR | WITH_KEEPER, Status.WITHDRAWN)

    def is_with_author(self):
        return self.status in WITH_AUTHOR

    def is_under_way(self):
        return self.status in WITH_KEEPER

    def is_concluded(self):
        return self.status in CONCLUDED

    def is_late(self):
        return self.is_under_way() and self.due_on < clock.today()
