from django.db import models, transaction

from jiangxin.audit.models import leave_trace
from jiangxin.lib.ordered import change_places, close_ranks
from jiangxin.lib.refusal import Refusal


class Line(models.Model):
    """One line of a list that a programme keeps, in its order."""

    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def rows(self):
        """The list in which it stands."""
        return type(self).objects.filter(programme=self.programme_id)

    @classmethod
    @transaction.atomic
    def add(cls, programme, name, *, by):
        """Put one more at the end."""
        programme.hold()
        rows = cls.objects.filter(programme=programme)
        if rows.filter(name=name).exists():
            raise Refusal(f"“{name}”已经在里面。")
        new = cls.objects.create(programme=programme, position=rows.count() + 1, name=name)
        leave_trace(f"加{cls.WORD}", programme, by=by, name=name)
        return new

    @transaction.atomic
    def rename(self, name, *, by):
        self.programme.hold()
        self.must_be_free()
        was, self.name = self.name, name
        if self.rows.filter(name=name).exclude(pk=self.pk).exists():
            raise Refusal(f"“{name}”已经在里面。")
        self.save(update_fields=["name"])
        leave_trace(f"改{self.WORD}", self.programme, by=by, name=name, was=was)

    @transaction.atomic
    def move(self, step, *, by):
        """One place up (-1) or down (1)."""
        self.programme.hold()
        self.refresh_from_db()
        if change_places(self, self.rows, step):
            leave_trace(f"调整{self.WORD}的次序", self.programme, by=by, name=self.name)

    @transaction.atomic
    def remove(self, *, by):
        """Take it off the list; refused when an entry is of this kind."""
        self.programme.hold()
        rows, name = self.rows, self.name
        try:
            self.delete()
        except models.ProtectedError as used:
            raise Refusal(f"已有人交的建议选了“{name}”，不能去掉。") from used
        close_ranks(rows)
        leave_trace(f"去掉{self.WORD}", self.programme, by=by, name=name)

    def must_be_free(self):
        """May its words change?"""


class Category(Line):
    """类别: what kind of thing an entry is. A list of its own for every programme."""

    WORD = "类别"

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="categories")
    name = models.CharField("名称", max_length=40)

    def must_be_free(self):
        """Entries that were sent in say this word."""
        if self.programme.published_at:
            raise Refusal("活动已经发布，类别不能改名：交上来的建议写着它。可以另加一类。")


class Reason(Line):
    """理由: one of the reasons for 不通过 that a programme offers."""

    WORD = "理由"

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="reasons")
    name = models.CharField("理由", max_length=60)
