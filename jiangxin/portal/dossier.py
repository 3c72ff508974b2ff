"""创新档案: what one person took part in, as far as a reader may know of it."""

from pathlib import Path

from django.db.models import Count, Prefetch
from django.db.models.functions import ExtractYear
from django.utils.functional import cached_property

from jiangxin.documents.printing import pdf
from jiangxin.lib import clock
from jiangxin.lib.money import yuan
from jiangxin.programmes.models import Participation
from jiangxin.proposals.models import Authorship, Benefit, Grading, Proposal
from jiangxin.proposals.models.shares import WHOLE
from jiangxin.ui.words import full_day

TEMPLATE = Path(__file__).parent / "templates/portal/dossier.typ"
MOST_PRINTED = 200  # proposals on paper
NOTHING = "—"


class Dossier:
    """创新档案 of a person: all records that became one (并档) speak for them.

    Proposals are those that were sent in and that the reader may see; participations are all that
    stand, whatever became of the proposals.
    """

    def __init__(self, person, reader):
        self.person, self.reader = person, reader

    def proposals(self):
        """Rows for `lines`, in no order yet."""
        known = Proposal.objects.visible_to(self.reader).of_author(self.person).sent().for_list()
        agreed = Authorship.objects.exclude(consented_at=None)
        return known.prefetch_related(
            Prefetch("authorships", agreed.order_by("position"), to_attr="consented"),
            Prefetch("benefits", Benefit.objects.standing(), to_attr="standing_benefits"),
            Prefetch("gradings", Grading.objects.standing(), to_attr="standing_gradings"),
        )

    def lines(self, proposals):
        return [Line(proposal, self.selves) for proposal in proposals]

    @cached_property
    def years(self):
        """[{year, name, acts}]: how often in which year and programme, the last year first."""
        acts = Participation.objects.standing().filter(person__in=self.selves)
        acts = acts.annotate(year=ExtractYear("on"))
        by_call = acts.values("year", "programme__name", "programme").annotate(acts=Count("pk"))
        return list(by_call.order_by("-year", "programme__name", "programme"))

    @property
    def acts(self):
        """参与人次: the acts of this one person, whatever number of records they had."""
        return sum(row["acts"] for row in self.years)

    @cached_property
    def selves(self):
        return set(self.person.selves().values_list("pk", flat=True))


class Line:
    """One proposal in the dossier: share, state, result. 预计 and 核定 stand apart."""

    def __init__(self, proposal, selves):
        self.proposal, self.authors = proposal, len(proposal.consented)
        self.rows = [row for row in proposal.consented if row.person_id in selves]
        kinds = {row.kind: row.total for row in proposal.standing_benefits}
        self.expected = kinds.get(Benefit.Kind.EXPECTED)
        self.confirmed = kinds.get(Benefit.Kind.CONFIRMED)
        self.grade = next((row.of.word for row in proposal.standing_gradings), "")

    @property
    def share(self):
        """What stands of this author's share, in words."""
        if self.authors == len(self.rows):
            return "独自提出"
        agreed = all(row.share and row.share_agreed_at for row in self.proposal.consented)
        together = f"{self.authors} 人一起提"
        if not agreed:
            return f"{together}，份额还没有定"
        return f"{together}，份额 {sum(row.share for row in self.rows)} / {WHOLE}"


def as_pdf(dossier):
    """The bytes of the dossier on A4; a Refusal names letters that cannot be printed."""
    return pdf(TEMPLATE, said(dossier))


def said(dossier):
    """What stands on the paper, all of it text."""
    job = dossier.person.employment()
    rows = list(dossier.proposals().order_by("-id")[: MOST_PRINTED + 1])
    limit = f"只印最近的 {MOST_PRINTED} 件。" if len(rows) > MOST_PRINTED else ""
    return {
        "name": dossier.person.name,
        "enterprise": job.place if job else "现在不在任何企业的名册上",
        "acts": f"{dossier.acts} 人次",
        "years": [
            [f"{row['year']} 年", row["programme__name"], str(row["acts"])] for row in dossier.years
        ],
        "proposals": [cells(line) for line in dossier.lines(rows[:MOST_PRINTED])],
        "limit": limit,
        "printed": f"{full_day(clock.today())}打印，列的是打印的人能看到的建议",
    }


def cells(line):
    proposal = line.proposal
    return [
        proposal.number,
        proposal.title,
        str(proposal.journey.programme),
        line.share,
        proposal.state[1],
        amount(line.expected),
        amount(line.confirmed),
        line.grade or NOTHING,
    ]


def amount(fen):
    return NOTHING if fen is None else yuan(fen)
