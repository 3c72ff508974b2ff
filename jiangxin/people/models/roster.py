from collections import defaultdict

from django.db import IntegrityError, models, transaction
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.documents.intake import OVER, Intake, Moved, Status
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Enterprise
from jiangxin.people.models.employment import Employment
from jiangxin.people.models.needed import needed
from jiangxin.people.models.person import Person
from jiangxin.people.models.roster_row import RosterRow
from jiangxin.people.models.roster_told import GIVEN_BACK, TAKEN_OVER, tell_left_behind
from jiangxin.people.roster_check import is_total
from jiangxin.people.roster_columns import COLUMNS
from jiangxin.people.roster_merge import Merge
from jiangxin.people.roster_staging import Staging
from jiangxin.people.roster_undo import TakingBack

MOVED = "名册预览之后，在册情况有变化，没有导入任何人。预览已更新，请看过后再确认。"
NOT_OPEN = "有的行不在这份名册要您定的行里，或者没有这种处理，没有记下。请刷新后再定。"
GONE = "这家企业后来又传过名册，这一份的明细已经清除，不能再整批撤销。弄错的人请逐个更正。"
STOOD_ON = (
    "没有撤销任何人。导入以后，{changed:,} 人的登记或在职又有变动，{needed:,} 人已经开了账号、"
    "参加过活动或并过档，不能整批撤销。弄错的人请逐个更正。"
)


class RosterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the enterprises that the user's offices reach."""
        return self.filter(enterprise__in=Enterprise.objects.led_by(user))

    def for_list(self):
        return self.select_related("enterprise", "errand", "received_by", "merged_by")


class Roster(Intake):
    """名册: a table of an enterprise's workers, from the file that is sent in to the register."""

    word, list_word, doors = "名册", "导入职工名册", "people:roster"
    nothing_found = (
        "没有找到名册的表头。表里要有一行列名，写着“姓名”，以及“身份证号”或“手机号”。"
        "请加上这一行后再传。"
    )

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    transferred = models.PositiveIntegerField("其中调入", default=0)
    undecided = models.PositiveIntegerField("要您定", default=0)
    absent = models.PositiveIntegerField("在册但不在本表", default=0)

    objects = RosterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["enterprise", "id"], name="rosters_of_an_enterprise")]

    def __str__(self):
        return f"职工名册 {self.pk}"  # traces quote it, and a file's name may name somebody

    def get_absolute_url(self):
        return reverse("people:roster", args=[self.pk])

    @classmethod
    def receive(cls, enterprise, file, *, by):
        """Take a file in for this enterprise."""
        return cls.take_in(file, by=by, enterprise=enterprise)

    @transaction.atomic
    def choose(self, choices, *, by, seen=None):
        """Say of rows that contradict the register what is right: {number: choice}."""
        numbers = defaultdict(list)
        for number, choice in choices.items():
            numbers[choice].append(number)
        chosen = {choice: self.rows.filter(number__in=some) for choice, some in numbers.items()}
        changed = self._choose(chosen, by=by, seen=seen)
        if changed != len(choices):
            raise OutOfStep(NOT_OPEN)

    @transaction.atomic
    def choose_for_all(self, obstacle, choice, *, by, seen=None):
        """全部照此: the same of every row with this obstacle; how many these are."""
        return self._choose({choice: self.rows.filter(obstacle=obstacle)}, by=by, seen=seen)

    def _choose(self, chosen, *, by, seen):
        self._move(Status.PREVIEWED, status=Status.PREVIEWED)  # of two officers one waits
        self._require_seen(seen)
        done = {
            choice: rows.offering(choice).update(choice=choice) for choice, rows in chosen.items()
        }
        self._preview()
        leave_trace("定名册里的行", self, by=by, **done)
        return sum(done.values())

    def hand_back(self, *, by):
        """The refused rows as they came; they hold whole numbers, so that leaves a trace."""
        leave_trace("下载不能导入的行", self, by=by, refused=self.refused)
        return self.rows.of(RosterRow.Kind.REFUSED).order_by("number").iterator()

    def absentees(self):
        """在册但不在本表: employed here today, and no row speaks of them. They stay.

        Nobody once the rows are gone: they cannot be asked any more.
        """
        if not self.rows.exists():
            return Employment.objects.none()
        spoken_of = self.rows.exclude(person=None).values("person")
        here = Employment.objects.today().filter(enterprise=self.enterprise)
        return here.exclude(person__in=spoken_of).select_related("person")

    @property
    def place(self):
        return self.enterprise

    @property
    def list_url(self):
        return reverse("people:rosters", args=[self.enterprise_id])

    def passes_over(self, cells):
        return is_total(cells, self.columns)

    def columns_of(self):
        return COLUMNS

    def traced(self):
        return {"enterprise": self.enterprise_id}

    def staging(self, fields):
        return Staging(self.pk, fields, today=clock.today())

    def cells_of_rows(self):
        return self.rows.as_they_came()

    def classify(self):
        """The same SQL that the merge trusts."""
        return self._merge_of(clock.today()).classify()

    def merge_rows(self):
        held = Enterprise.objects.select_for_update(no_key=True).get(pk=self.enterprise_id)
        held.refuse_if_closed()
        merge = self._merge_of(clock.day_of(self.merged_at))
        merge.lock()
        if merge.has_moved():
            raise Moved(MOVED)
        merge.change()
        people, _ = merge.add()
        if people != self.rows.of(RosterRow.Kind.NEW).count():
            raise Moved(MOVED)  # another enterprise has just put one of them in
        tell_left_behind(self, merge.left_behind(), TAKEN_OVER, by=self.merged_by)
        return f"新增 {self.added:,} 人，更新 {self.changed:,} 人"

    def undo(self, *, by):
        if not self.can_be_undone:
            raise Refusal(GONE)
        super().undo(by=by)

    @property
    def can_be_undone(self):
        """Its rows are still there: no later roster of the enterprise has been read."""
        return self.rows.exists()

    def take_back_rows(self):
        Enterprise.objects.select_for_update(no_key=True).get(pk=self.enterprise_id)
        if not self.can_be_undone:
            raise Refusal(GONE)
        taking = TakingBack(self.pk, self.enterprise_id, clock.day_of(self.merged_at))
        taking.lock()
        self._refuse_if_stood_on(taking)
        taking.restore()
        try:
            taking.remove()
        except IntegrityError:
            raise Refusal(STOOD_ON.format(changed=0, needed=1)) from None
        tell_left_behind(self, taking.given_back(), GIVEN_BACK, by=self.undone_by)
        self.rows.all().delete()
        return f"去掉新增的 {self.added:,} 人，{self.changed:,} 人恢复原样"

    def _refuse_if_stood_on(self, taking):
        added = Person.objects.filter(pk__in=self.rows.of(RosterRow.Kind.NEW).values("person"))
        used = needed(added)
        changed = taking.changed_since() - used
        if changed or used:
            raise Refusal(STOOD_ON.format(changed=len(changed), needed=len(used)))

    def forget_earlier(self):
        """One copy of an enterprise's roster is enough: the rows of earlier ones go."""
        earlier = type(self).objects.filter(
            enterprise=self.enterprise_id, status__in=OVER, pk__lt=self.pk
        )
        RosterRow.objects.filter(roster__in=earlier).delete()

    def _merge_of(self, day):
        return Merge(self.pk, self.enterprise_id, day)
