import json
import re

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from jiangxin.documents.batches import BATCH
from jiangxin.lib import clock
from jiangxin.lib.numbers import mask_id, mask_phone
from jiangxin.lib.sealed import SealedField, unseal
from jiangxin.people.identity import ID_PURPOSE, PHONE_PURPOSE, TAIL_BYTES, IdKind
from jiangxin.people.models.employment import Employment
from jiangxin.people.models.person import Person

OF_PERSON = {"name": "姓名", "birth_on": "出生日期", "sex": "性别"} | {
    "education": "文化程度",
    "origin": "户籍地",
}
OF_EMPLOYMENT = {
    "department": "部门",
    "post": "岗位",
    "is_frontline": "一线职工",
    "skill_level": "技能等级",
}
IN_COLUMNS = ("name", "phone", "department", "post")
LONG_NUMBER = re.compile(r"\d[\d -]{5,}[\dXx]")


class RosterRowQuerySet(models.QuerySet):
    def of(self, *kinds):
        return self.filter(kind__in=kinds)

    def to_choose(self):
        """Those that contradict the register so that an officer can say what is right."""
        return self.filter(obstacle__in=list(OFFERS))

    def offering(self, choice):
        return self.filter(obstacle__in=[o for o, offered in OFFERS.items() if choice in offered])

    def as_they_came(self):
        """(number, cells) of every row in order, some thousand at a time."""
        last, cells = 0, self.order_by("number").values_list("number", "cells")
        while batch := list(cells.filter(number__gt=last)[:BATCH]):
            last = batch[-1][0]
            yield from ((number, json.loads(sealed)) for number, sealed in batch)

    def with_register(self):
        """Beside each row what the register says of the same person today."""
        live = Employment.objects.filter(Q(until=None) | Q(until__gt=clock.today()))
        live = live.select_related("enterprise")
        return self.select_related("person").prefetch_related(
            models.Prefetch("person__employments", live, to_attr="live_employments")
        )


class RosterRow(models.Model):
    """名册的一行: what one row says, kept apart from the register until somebody confirms.

    The sealed numbers and their fingerprints are those of Person, so that a merge copies bytes.
    """

    class Kind(models.TextChoices):
        NEW = "new", "新增"
        JOINED = "joined", "新增"  # on the register, employed by nobody today
        MOVED = "moved", "调入"  # taken over from another enterprise, as the officer chose
        CHANGED = "changed", "有变化"
        UNCHANGED = "unchanged", "没有变化"
        OPEN = "open", "要您定"
        REFUSED = "refused", "不能导入"

    class Obstacle(models.TextChoices):
        """What the register, not the row itself, has against it."""

        ELSEWHERE = "elsewhere", "已在另一家企业在册"
        RENAMED = "renamed", "身份证号已在册，登记的姓名不同"
        NAMESAKE = "namesake", "手机号和姓名与一位在册职工相同，认不准是不是同一个人"
        MISNAMED = "misnamed", "身份证号在另一家企业在册，登记的姓名不同"
        SEVERAL = "several", "手机号和姓名相同的在册职工不止一位"
        TWIN = "twin", "与另一行是同一个人"

    class Choice(models.TextChoices):
        """处理: what the officer says about a row that contradicts the register."""

        TRANSFER = "transfer", "调入本企业"
        RENAME = "rename", "是同一人，改用新姓名"
        SAME = "same", "是同一人"
        APART = "apart", "是另一个人，新登记"
        LEAVE = "leave", "这一行不导入"

    roster = models.ForeignKey("people.Roster", models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField("行")
    cells = SealedField("原样", purpose="people.RosterRow.cells")
    problems = models.JSONField(default=list)  # [[column, sentence, advice], …]
    name = models.CharField("姓名", max_length=60, blank=True)
    initials = models.CharField(max_length=60, db_default="")
    id_kind = models.CharField(max_length=9, choices=IdKind, db_default=IdKind.RESIDENT.value)
    id_number = models.BinaryField(null=True)  # sealed for ID_PURPOSE
    id_fingerprint = models.BinaryField(max_length=32, null=True)
    id_tail = models.BinaryField(max_length=TAIL_BYTES, null=True)
    phone = models.BinaryField(null=True)  # sealed for PHONE_PURPOSE
    phone_fingerprint = models.BinaryField(max_length=32, null=True)
    phone_tail = models.BinaryField(max_length=TAIL_BYTES, null=True)
    birth_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    education = models.CharField(max_length=20, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    department = models.CharField(max_length=60, blank=True)
    post = models.CharField(max_length=60, blank=True)
    is_frontline = models.BooleanField(null=True)
    skill_level = models.CharField(max_length=20, blank=True)
    hired_on = models.DateField(null=True)
    # What the classification found, as the officer saw it:
    kind = models.CharField(max_length=9, choices=Kind, blank=True)
    obstacle = models.CharField(max_length=9, choices=Obstacle, blank=True)
    choice = models.CharField("处理", max_length=9, choices=Choice, db_default="", blank=True)
    twin = models.PositiveIntegerField(null=True)  # the number of a row with the same person
    # No constraint: for a new person it is the key that the merge will use. Of a row that waits
    # for a choice it is whom it may be about.
    person = models.ForeignKey(
        Person,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    seen = models.CharField(max_length=32, blank=True)  # digest of what the register said

    # What the merge overwrote: {person, job, since}, numbers sealed as they were. For the undo.
    was = models.JSONField(null=True)

    objects = RosterRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "number"],
                name="one_staged_row_per_line_of_a_roster",
                violation_error_message="这份名册正由另一个进程读取，请稍后再看。",
            )
        ]
        indexes = [
            models.Index(fields=["roster", "kind", "number"], name="staged_rows_by_kind"),
            models.Index(
                fields=["roster", "number"],
                condition=Q(obstacle__in=["elsewhere", "renamed", "namesake"]),
                name="staged_rows_to_choose",
            ),
        ]

    def __str__(self):
        return f"第 {self.number} 行"

    @property
    def original(self):
        """The cells as they came; dates have become text."""
        return json.loads(self.cells)

    @property
    def reasons(self):
        """Why it cannot be taken: dicts of column, sentence and advice."""
        found = [dict(zip(("column", "sentence", "advice"), p, strict=True)) for p in self.problems]
        if self.obstacle:
            word = self.get_obstacle_display()
            word = word.replace("另一行", f"第 {self.twin} 行") if self.twin else word
            left = self.choice == self.Choice.LEAVE and self.obstacle in OFFERS
            advice = "您已定：不导入" if left else ADVICE[self.obstacle]
            found.append({"column": "", "sentence": word, "advice": advice})
        return found

    @property
    def offers(self):
        """What the officer may say about it: [(choice, word)]."""
        return [(choice.value, choice.label) for choice in OFFERS.get(self.obstacle, ())]

    @property
    def elsewhere(self):
        """The enterprise that is not this one, in which whom it is about works."""
        job = self.employment
        return job.enterprise if job and job.enterprise_id != self.roster.enterprise_id else None

    @property
    def masked_id_number(self):
        """Masked, also where it is no good: then from the cell as it came."""
        if self.id_number:
            return mask_id(unseal(self.id_number, purpose=ID_PURPOSE))
        index = self.roster.columns.get("id_number")
        raw = self.original
        text = str(raw[index]).strip() if index is not None and index < len(raw) else ""
        return mask_id(text) if text else ""

    @property
    def masked_phone(self):
        return mask_phone(unseal(self.phone, purpose=PHONE_PURPOSE)) if self.phone else ""

    @cached_property
    def changes(self):
        """{field: (label, before, after)} of what this row would change; numbers are masked."""
        found = dict(self._changed_numbers())
        for labels, known in ((OF_PERSON, self.person), (OF_EMPLOYMENT, self.employment)):
            for field, label in labels.items():
                before, after = getattr(known, field, None), getattr(self, field)
                if after not in ("", None) and after != before:
                    found[field] = (label, spoken(before), spoken(after))
        return found

    @property
    def other_changes(self):
        """Those that have no column of their own on the page."""
        return [change for field, change in self.changes.items() if field not in IN_COLUMNS]

    @property
    def sample(self):
        """The cells for choosing columns by, with long numbers masked."""
        return [LONG_NUMBER.sub(lambda found: mask_id(found[0]), str(c)) for c in self.original]

    @property
    def employment(self):
        live = self.person.live_employments if self.person else []
        return live[0] if live else None

    def _changed_numbers(self):
        if self.person is None:
            return
        if differs(self.phone_fingerprint, self.person.phone_fingerprint):
            yield "phone", ("手机号", self.person.masked_phone, self.masked_phone)
        if differs(self.id_fingerprint, self.person.id_fingerprint):
            yield "id_number", ("身份证号", self.person.masked_id_number, self.masked_id_number)


OFFERS = {
    RosterRow.Obstacle.ELSEWHERE: (RosterRow.Choice.TRANSFER, RosterRow.Choice.LEAVE),
    RosterRow.Obstacle.RENAMED: (RosterRow.Choice.RENAME, RosterRow.Choice.LEAVE),
    RosterRow.Obstacle.NAMESAKE: (
        RosterRow.Choice.SAME,
        RosterRow.Choice.APART,
        RosterRow.Choice.LEAVE,
    ),
}
ADVICE = dict.fromkeys(OFFERS, "由您定") | {
    RosterRow.Obstacle.MISNAMED: "核对证件；改过名的，请原单位先更正",
    RosterRow.Obstacle.SEVERAL: "补上身份证号，或先到“疑似同一人”并档",
    RosterRow.Obstacle.TWIN: "留一行",
}


def differs(given, known):
    return given is not None and bytes(given) != bytes(known or b"")


def spoken(value):
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
