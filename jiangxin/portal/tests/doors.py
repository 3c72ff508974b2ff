from jiangxin.notifications.models import Notification
from jiangxin.proposals.models import Proposal
from tests.doors import Door


def furnish(cast, programme):
    """A message to 张师傅, and a proposal of his that waits on 赵专管员's desk."""
    cast.message = Notification.tell(cast.zhang.user, "请补一张照片", path="/")
    proposal = Proposal.draft(
        programme=programme,
        author=cast.zhang,
        title="夹具快换",
        answers={"problem": "换型慢", "measure": "改定位销"},
    )
    proposal.submit(by=cast.zhang.user)
    cast.waiting = proposal.journey


DOORS = {
    "portal:home": Door(owner="zhang"),
    "portal:worker": Door(owner="zhang"),
    "portal:me": Door(owner="zhang"),
    "portal:more": Door(),
    "portal:messages": Door(owner="zhang"),
    "portal:reading_all": Door(owner="zhang", get=405, post=302, stranger=405, former=405),
    "portal:reading": Door(subject="message", owner="zhang", get=405, post=302),
    "portal:desk": Door(),
    "portal:desk_entry": Door(subject="waiting"),
    "portal:search": Door(),
    "portal:figures": Door(get=302),
    "portal:organisation_figures": Door(subject="jinggong_union"),
    "portal:park_figures": Door(subject="park", owner="zheng"),
    "portal:organisation": Door(subject="jinggong_union"),
    "portal:park": Door(subject="park", owner="zheng"),
    "portal:enterprise": Door(subject="jinggong"),
    "portal:programme": Door(subject="own_call"),
    "portal:person": Door(subject="zhang"),
}
