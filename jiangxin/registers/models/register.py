import json
from collections import Counter

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.documents.intake import OVER, PAGES, Intake, Moved, Status
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Change, Office, Organisation
from jiangxin.organisations.models.change import IN_BULK, lock
from jiangxin.organisations.permits import decides_below
from jiangxin.people.models import Person
from jiangxin.registers.desk import Desk
from jiangxin.registers.kinds import KINDS
from jiangxin.registers.models.row import RegisterRow, keep_verdicts
from jiangxin.registers.writing import write

MOVED = "预览之后，登记的内容有变化，这份表没有导入。预览已更新，请看过后再确认。"
COUNTED = {"new": "added", "changed": "changed", "unchanged": "unchanged"} | {
    "refused": "refused",
    "unsure": "unsure",
    "left": "left_out",
}
# The web's own limits are too short for 20,000 rows.
PATIENCE = """
SELECT set_config('statement_timeout', '120s', true), set_config('lock_timeout', '20s', true)
"""


class RegisterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those on behalf of the unions in or below which the user decides, and one's own."""
        here = Office.objects.of(user).exclude(organisation=None).values("organisation")
        own = Q(received_by=user, under__in=here)
        return self.filter(own | decides_below(user).below("under__path"))

    def for_list(self):
        named = ("under", "errand", "received_by", "merged_by", "undone_by")
        return self.select_related(*named)


class Register(Intake):
    """登记表: a table of one kind of things on the register, read in on behalf of a union."""

    class Kind(models.TextChoices):
        ORGANISATIONS = "organisations", "工会组织"
        ENTERPRISES = "enterprises", "企业"
        PARKS = "parks", "园区"
        TENANCIES = "tenancies", "入驻"
        AFFILIATIONS = "affiliations", "隶属"
        OFFICES = "offices", "任职"
        HEADCOUNTS = "headcounts", "职工数与构成"

    word, list_word, doors = "登记表", "批量登记", "registers:register"

    kind = models.CharField("登记什么", max_length=13, choices=Kind)
    under = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="+")
    unsure = models.PositiveIntegerField("等您决定", default=0)
    left_out = models.PositiveIntegerField("选了不导入", default=0)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["under", "id"], name="registers_of_a_union")]

    def __str__(self):
        return f"{self.get_kind_display()}登记表 {self.pk}"

    def get_absolute_url(self):
        return reverse("registers:register", args=[self.pk])

    @classmethod
    def receive(cls, kind, file, *, under, by):
        """Take a file of this kind in, on behalf of a union."""
        return cls.take_in(file, by=by, kind=kind, under=under)

    @transaction.atomic
    def choose(self, answers, *, by):
        """Say what is meant: [(group, row number or None for all alike, question, told)]."""
        self._move(Status.PREVIEWED, status=Status.PREVIEWED)  # only while it waits
        for group, number, question, told in answers:
            rows = self.rows.asking(group)
            (rows.filter(number=number) if number else rows).answer(question, told)
        self._preview()
        leave_trace("逐项决定", self, by=by, answers=len(answers))

    def confirm(self, *, by):
        """As every intake; nobody gives themselves an office by a table."""
        own = self.rows.of("new").filter(subject__in=Person.objects.of_user(by).values("pk"))
        if self.kind == self.Kind.OFFICES and own.exists():
            raise Refusal("表里有给您自己的任职，请由上级工会或另一位负责人确认。")
        super().confirm(by=by)

    def hand_back(self, *, by):
        """The refused rows as they came; they may hold whole numbers, so that leaves a trace."""
        leave_trace("下载不能导入的行", self, by=by, refused=self.refused)
        return self.rows.of(RegisterRow.Kind.REFUSED).order_by("number").iterator()

    @property
    def means(self):
        """How this kind of table is read and written."""
        return KINDS[self.kind]

    @property
    def place(self):
        return self.under

    @property
    def list_url(self):
        return f"{reverse('registers:list')}?kind={self.kind}"

    @property
    def nothing_found(self):
        titles = [
            "”或“".join(self.means.fields[n].label for n in group) for group in self.means.needed
        ]
        return (
            f"没有找到表头。表里要有一行列名，写着“{'”，以及“'.join(titles)}”。请加上这一行后再传。"
        )

    @property
    def addresses(self):
        words = (*PAGES, "undo", "choices")
        return {word: reverse(f"{self.doors}_{word}", args=[self.pk]) for word in words}

    def columns_of(self):
        return self.means.columns

    def traced(self):
        return {"kind": str(self.kind), "under": self.under_id}

    def staging(self, fields):
        return Staging(self, fields)

    def cells_of_rows(self):
        return self.rows.as_they_came()

    def classify(self):
        lines = self._judged()[0]
        name_of = self.means.name_of
        keep_verdicts(self.pk, [(line, name_of(line)) for line in lines])
        counts = Counter(line.kind for line in lines)
        return {field: counts[kind] for kind, field in COUNTED.items()}

    def merge_rows(self):
        """All in one Change, by the rules and constraints of single moves."""
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
        lock([self.under])  # one table at a time, and no union moves meanwhile
        shown = dict(self.rows.order_by().values_list("number", "seen"))
        takers = set(self.rows.of("new", "changed").values_list("number", flat=True))
        lines, desk = self._judged()
        takes = [line for line in lines if line.takes]
        same = all(line.print == shown[line.number] for line in takes)
        if not same or {line.number for line in takes} != takers:
            raise Moved(MOVED)
        try:
            with transaction.atomic():
                change = self._write(takes, desk)
        except (IntegrityError, OutOfStep) as late:
            raise Moved(MOVED) from late
        except Refusal as rule:
            raise Moved(f"没有导入：{rule}") from rule
        self._move(self.status, change=change)
        return f"新增 {self.added:,} {self.means.unit}，更新 {self.changed:,} {self.means.unit}"

    def take_back_rows(self):
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
        self.change.undo(by=self.undone_by)
        self.means.tell_of_undo(self)
        return f"已撤销，{self.takers:,} 行恢复到导入以前"

    def forget_earlier(self):
        """The rows of tables that were given up or could not be read are needed no more."""
        over = [status for status in OVER if status != Status.MERGED]
        earlier = type(self).objects.filter(under=self.under_id, status__in=over, pk__lt=self.pk)
        RegisterRow.objects.filter(register__in=earlier).delete()

    def _judged(self):
        """(lines, desk): every row against the register as it is now."""
        desk = Desk(self.under, self.merged_by or self.received_by)
        lines = self.rows.lines()
        self.means.match(lines, desk)
        return lines, desk

    def _write(self, takes, desk):
        title = f"批量登记{self.get_kind_display()}：新增 {self.added:,}，有变化 {self.changed:,}"
        self.means.prepare(takes, desk)
        kept = [alias for alias, lines in desk.aliases.values() if any(one.takes for one in lines)]
        about = [self.under, *{id(row): row for one in takes for row in one.about}.values()]
        on = min((day for one in takes for day in one.days), default=desk.today)
        how = {"by": desk.by, "on": min(on, clock.today()), "title": title, "about": about}
        with Change.making(IN_BULK, **how) as change:
            write(change, takes, kept)
        self.means.tell(takes, path=self.get_absolute_url())
        return change


class Staging:
    """Puts rows beside the register. Without `fields` nobody knows yet what the columns are."""

    def __init__(self, register, fields):
        self.register, self.fields = register, fields

    def put(self, batch):
        """Keep these (number, cells), in place of what an earlier try left of them."""
        rows = self.register.rows
        rows.filter(number__range=(batch[0][0], batch[-1][0])).delete()
        read = self.register.means.read
        lines = [(read(number, cells, self.fields), cells) for number, cells in batch]
        RegisterRow.objects.bulk_create(
            RegisterRow(
                register=self.register,
                number=line.number,
                cells=json.dumps(cells, ensure_ascii=False, default=str),
                problems=line.problems if self.fields else [],
                values=line.values,
            )
            for line, cells in lines
        )

    def settle(self):
        """Rows that stand in each other's way are found by the match."""
