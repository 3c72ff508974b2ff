from jiangxin.proposals.models.adoption import Adoption
from jiangxin.proposals.models.alike import Alike, similar_to
from jiangxin.proposals.models.authorship import Authorship
from jiangxin.proposals.models.benefit import Benefit, BenefitLine
from jiangxin.proposals.models.comparing import Comparison
from jiangxin.proposals.models.duty import Duty
from jiangxin.proposals.models.enclosure import Enclosure
from jiangxin.proposals.models.finding import found_by, near_misses
from jiangxin.proposals.models.grading import Grading
from jiangxin.proposals.models.implementation import Implementation, ProgressNote
from jiangxin.proposals.models.joining import Joining, JoiningPart
from jiangxin.proposals.models.jotting import Jotting
from jiangxin.proposals.models.likeness import Commonness, Likeness
from jiangxin.proposals.models.lookalike import Lookalike, Verdict
from jiangxin.proposals.models.opening import Opening
from jiangxin.proposals.models.patent import PublishedPatent
from jiangxin.proposals.models.patent_row import PatentRow
from jiangxin.proposals.models.patent_table import PatentTable
from jiangxin.proposals.models.photo import Photo
from jiangxin.proposals.models.proposal import Proposal
from jiangxin.proposals.models.receipt import Receipt
from jiangxin.proposals.models.shares import Shares
from jiangxin.proposals.models.support import Support, SupportNote
from jiangxin.proposals.models.workplace import Workplace

__all__ = [
    "Adoption",
    "Alike",
    "Authorship",
    "Benefit",
    "BenefitLine",
    "Commonness",
    "Comparison",
    "Duty",
    "Enclosure",
    "Grading",
    "Implementation",
    "Joining",
    "JoiningPart",
    "Jotting",
    "Likeness",
    "Lookalike",
    "Opening",
    "PatentRow",
    "PatentTable",
    "Photo",
    "ProgressNote",
    "Proposal",
    "PublishedPatent",
    "Receipt",
    "Shares",
    "Support",
    "SupportNote",
    "Verdict",
    "Workplace",
    "found_by",
    "near_misses",
    "similar_to",
]
