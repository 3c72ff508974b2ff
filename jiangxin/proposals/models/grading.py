from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.money import yuan
from jiangxin.lib.refusal import Refusal
from jiangxin.proposals.grades import GRADES, grade_of, split
from jiangxin.proposals.models.notices import tell_authors
from jiangxin.proposals.models.shares import Shares


class GradingQuerySet(models.QuerySet):
    def standing(self):
        """Those that no later one has replaced: at most one of a proposal."""
        return self.filter(replaced_at=None)


class Grading(models.Model):
    """评级: which grade a confirmed result has, and what the adopting unit pays its authors for it.

    合理化建议和技术改进奖励条例 (1986), 第六、十一、十二条. `amount` in 分, of the whole team.
    """

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="gradings")
    benefit = models.ForeignKey("proposals.Benefit", models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField("等级")
    is_borrowed = models.BooleanField("引进或学来的")
    amount = models.PositiveBigIntegerField("奖金")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    graded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = GradingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(replaced_at=None),
                name="one_standing_grading_per_proposal",
                violation_error_message="这条建议刚刚评过级，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="a_grade_is_one_of_five",
                condition=Q(grade__range=(1, 5)),
                violation_error_message="等级是一到五等。",
            ),
        ]

    def __str__(self):
        return f"“{self.proposal}”{self.of.word}"

    @classmethod
    @transaction.atomic
    def give(cls, proposal, *, by, is_borrowed, amount):
        """Grade it by its confirmed benefit; of a later grading the difference is due (十一条)."""
        proposal.journey.hold()
        if proposal.is_by(by):
            raise Refusal("您是这条建议的作者，要由别人评级。")
        benefit = proposal.benefits.confirmed().standing().first()
        reached = benefit and grade_of(benefit.total, is_borrowed=is_borrowed)
        if not reached:
            raise Refusal("还没有核定的效益，或核定的效益不大于 0，不能按效益评级。")
        if not Shares(proposal).are_in_force():
            raise Refusal("作者的份额还没有全部同意，请作者先分好份额。")
        earlier = proposal.gradings.filter(replaced_at=None).first()
        proposal.gradings.filter(replaced_at=None).update(replaced_at=clock.now())
        new = cls.objects.create(
            proposal=proposal,
            benefit=benefit,
            grade=reached.number,
            is_borrowed=is_borrowed,
            amount=amount,
            by=by,
            graded_at=clock.now(),
        )
        due = amount - (earlier.amount if earlier else 0)
        leave_trace("评级", proposal, by=by, grade=new.grade, amount=amount, due=due)
        said = f"奖金 {yuan(amount)} 元"
        tell_authors(proposal, f"“{proposal}”评为{reached.word}", said, f"grading:{new.pk}")
        return new

    @property
    def of(self):
        return GRADES[self.grade - 1]

    def parts(self):
        """[(authorship, per cent, 分)]: what each author gets of the amount."""
        shares = Shares(self.proposal).per_author()
        paid = split(self.amount, shares)
        return [(author, share, paid[author]) for author, share in shares.items()]
