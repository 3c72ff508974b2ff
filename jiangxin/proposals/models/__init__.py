from jiangxin.proposals.models.authorship import Authorship
from jiangxin.proposals.models.photo import Photo
from jiangxin.proposals.models.proposal import Proposal
from jiangxin.proposals.models.workplace import Workplace

__all__ = ["Authorship", "Photo", "Proposal", "Workplace"]
