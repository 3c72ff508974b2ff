from jiangxin.lib import clock
from jiangxin.lib.signing import signing_key
from jiangxin.notifications.models import Carrier, Contact, Delivery, Kind, Notification, State
from jiangxin.portal.models import Export
from jiangxin.proposals.models import Proposal
from tests.doors import Door

KEY = {"name": ""}  # known once the cast is furnished


def furnish(cast, programme):
    """A message to 张师傅, a proposal of his on 赵专管员's desk, and what left the house."""
    furnish_carriers(cast)
    KEY["name"] = f"key-{signing_key().id}.pem"  # laid open when the proposals were sealed
    cast.message = Notification.tell(cast.zhang.user, "请补一张照片", path="/")
    proposal = Proposal.draft(
        programme=programme,
        author=cast.zhang,
        title="夹具快换",
        answers={"problem": "换型慢", "measure": "改定位销"},
    )
    proposal.submit(by=cast.zhang.user)
    cast.waiting = proposal.journey
    cast.export = Export.ask("parks", "csv", {}, by=cast.zhao)
    cast.export.write()


def furnish_carriers(cast):
    """赵专管员's e-mail waits for its code; a message to his group failed, others wait or left."""
    Contact.ask(cast.zhao, "zhao@example.com")
    Contact.keep(cast.zhang.user, Carrier.SMS, "13800000001")
    cast.group = Contact.keep(cast.zhao, Carrier.WECOM, "https://qyapi.weixin.qq.com/send?key=1")
    for state in (State.WAITING, State.UNCLEAR, State.FAILED):
        told = Notification.tell(cast.zhao, f"每周小结：{state.label}", kind=Kind.DIGEST)
        cast.failed = told.deliveries.get()
        over = {} if state == State.WAITING else {"ended_at": clock.now(), "why": "对方不收（400）"}
        Delivery.objects.filter(pk=cast.failed.pk).update(state=state, attempts=1, **over)


DOORS = {
    "portal:home": Door(owner="zhang"),
    "portal:worker": Door(owner="zhang"),
    "portal:me": Door(owner="zhang"),
    "portal:more": Door(),
    "portal:messages": Door(owner="zhang"),
    "portal:reading_all": Door(owner="zhang", get=405, post=302, stranger=405, former=405),
    "portal:reading": Door(subject="message", owner="zhang", get=405, post=302),
    "portal:message_settings": Door(post=200),
    "portal:email": Door(owner="zhang", post=200),
    "portal:email_confirmation": Door(post=200),
    "portal:robot": Door(post=200),
    "portal:contact_removal": Door(subject="group", get=405, post=302),
    "portal:deliveries": Door(owner="zhou"),
    "portal:delivery_retry": Door(subject="failed", owner="zhou", get=405, post=302),
    "portal:seal": Door(owner="zhang", stranger=200, former=200, anonymous="open"),
    "portal:seal_file": Door(kwargs=KEY, owner="zhang", stranger=200, former=200, anonymous="open"),
    "portal:desk": Door(),
    "portal:batch": Door(post=422),
    "portal:desk_entry": Door(subject="waiting"),
    "portal:search": Door(),
    "portal:exports": Door(post=200),
    "portal:export": Door(subject="export"),
    "portal:export_file": Door(subject="export"),
    "portal:summary": Door(),
    "portal:organisation": Door(subject="jinggong_union"),
    "portal:park": Door(subject="park", owner="zheng"),
    "portal:enterprise": Door(subject="jinggong"),
    "portal:enterprise_people": Door(subject="jinggong"),
    "portal:programme": Door(subject="own_call"),
    "portal:person": Door(subject="zhang"),
    "portal:dossier": Door(subject="zhang"),
    "portal:dossier_paper": Door(subject="zhang"),
}
