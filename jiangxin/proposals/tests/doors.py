from io import BytesIO

from PIL import Image

from jiangxin.documents.photo import develop
from jiangxin.proposals.models import Proposal
from tests.doors import Door

WRITTEN = {"title": "快换夹具", "answers": {"problem": "换型慢", "measure": "改定位销"}}


def furnish(cast, programme):
    """One of 张师傅's with a photo, one in which 刘徒弟 is asked, and a draft."""
    by = cast.zhang.user
    cast.proposal = Proposal.draft(programme=programme, author=cast.zhang, **WRITTEN)
    cast.draft = Proposal.draft(programme=programme, author=cast.zhang, **WRITTEN)
    cast.asking = Proposal.draft(
        programme=programme, author=cast.zhang, colleagues=[cast.liu], **WRITTEN
    )
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    cast.draft.add_photos([("夹具", develop(picture))], by=by)
    cast.photo = cast.draft.photos.get()
    cast.proposal.submit(by=by)
    cast.asking.submit(by=by)


DOORS = {
    "proposals:list": Door(),
    "proposals:start": Door(owner="zhang"),
    "proposals:new": Door(subject="own_call", owner="zhang", post=200),
    "proposals:proposal": Door(subject="proposal"),
    "proposals:revision": Door(subject="draft", owner="zhang", post=200),
    "proposals:submission": Door(subject="draft", owner="zhang", get=405, post=302),
    "proposals:withdrawal": Door(subject="draft", owner="zhang", get=405, post=302),
    "proposals:consent": Door(subject="asking", owner="liu", get=405, post=302),
    "proposals:decline": Door(subject="asking", owner="liu", get=405, post=302),
    "proposals:passage": Door(subject="proposal", get=405, post=302),
    "proposals:return": Door(subject="proposal", get=405, post=422),
    "proposals:rejection": Door(subject="proposal", get=405, post=422),
    "proposals:photo": Door(subject="photo", owner="zhang"),
    "proposals:thumbnail": Door(subject="photo", owner="zhang"),
    "proposals:removal": Door(subject="photo", owner="zhang", get=405, post=302),
}
