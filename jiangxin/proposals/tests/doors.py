from decimal import Decimal
from io import BytesIO
from uuid import uuid4

from PIL import Image

from jiangxin.accounts.models import User
from jiangxin.audit.tests.aids import seal
from jiangxin.documents.intake import Status
from jiangxin.documents.paper import PDF, Paper
from jiangxin.documents.photo import develop
from jiangxin.lib import clock
from jiangxin.organisations.models import Office
from jiangxin.proposals.models import (
    Adoption,
    Benefit,
    Enclosure,
    Implementation,
    Joining,
    Lookalike,
    Opening,
    PatentTable,
    Proposal,
    PublishedPatent,
    Shares,
    Support,
)
from tests.cast import LONG_AGO, Role
from tests.doors import Door

BESIDE = {"other": 0}  # the key is known once the cast is furnished
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
    paper = Paper("检测报告.pdf", b"%PDF-1.4 x %%EOF", None, PDF, ".pdf")
    cast.enclosure = Enclosure.keep(cast.draft, "proof", paper, by=by)
    cast.proposal.submit(by=by)
    cast.receipt = cast.proposal.receipts.get()
    seal()
    cast.asking.submit(by=by)
    cast.reserved, cast.rejected = (sent(cast, programme) for _ in range(2))
    cast.reserved.reserve(by=cast.zhao, remark="等新设备到了再做")
    cast.rejected.reject(by=cast.zhao, reason="花费大于好处", remark="一年省不到一千元")
    furnish_lookalikes(cast, programme)
    BESIDE["other"] = cast.reserved.pk
    furnish_entered(cast, programme, paper)
    furnish_results(cast, programme)
    furnish_adoptions(cast, programme)
    furnish_supports(cast)
    furnish_joinings(cast, programme)


def furnish_lookalikes(cast, programme):
    """陈师傅's of another enterprise, which 周处长 above both may judge."""
    one = Proposal.draft(programme=programme, author=cast.chen, **WRITTEN)
    one.submit(by=cast.chen.user)
    (cast.lookalike,) = Lookalike.keep([(one, cast.proposal, 100, "")])
    cast.compared = programme
    furnish_patents(cast, one)


def furnish_patents(cast, one):
    """A patent that this one is like; its table, one to be confirmed, one without columns."""
    merged = {"merged_by": cast.zhou, "merged_at": clock.now()}
    cast.merged_patents = patent_table(cast, Status.MERGED, added=1, **merged)
    cast.patent_table = patent_table(cast, Status.PREVIEWED, added=1, previewed_at=clock.now())
    cast.patent_columns = patent_table(cast, Status.COLUMNS, header_row=1, titles=["甲", "乙"])
    told = {"code": "CN108123456A", "title": "快换夹具", "abstract": "换型慢，改定位销。" * 20}
    for table, kind in ((cast.merged_patents, "new"), (cast.patent_table, "new")):
        table.rows.create(number=2, cells="[]", kind=kind, **told)
    PublishedPatent.keep([{**told, "table_id": cast.merged_patents.pk}])
    cast.patent = PublishedPatent.objects.get()
    (cast.copied,) = Lookalike.keep([(one, cast.patent, 60, "measure")], beside="patent")


def patent_table(cast, status, **told):
    about = {"filename": "公开专利.xlsx", "size": 1, "sha256": "", "received_by": cast.zhou}
    return PatentTable.objects.create(received_at=clock.now(), status=status, **about, **told)


def furnish_entered(cast, programme, paper):
    """One that 赵专管员 entered for 张师傅 from paper."""
    told = {"person": cast.zhang, "by": cast.zhao, "form_token": uuid4(), "scan": paper}
    cast.entered = Proposal.enter(programme, **told, **WRITTEN)


def sent(cast, programme):
    one = Proposal.draft(programme=programme, author=cast.zhang, **WRITTEN)
    one.submit(by=cast.zhang.user)
    return one


def furnish_results(cast, programme):
    """One accepted, one that is carried out, one of two authors with shares to agree to."""
    cast.finance = User.objects.create_user("金会计")
    Office.grant(cast.finance, Role.FINANCE, cast.jinggong, by=cast.zhou, since=LONG_AGO)
    cast.accepted, cast.worked, cast.shared = (accepted(cast, programme) for _ in range(3))
    told = {"plan": "做底板", "owner": cast.liu, "due_on": clock.today()}
    for one in (cast.worked, cast.shared):
        Implementation.begin(one, by=cast.zhao, **told)
    cast.shared.implementation.finish(by=cast.zhao, on=clock.today())
    cast.shared = Proposal.objects.get(pk=cast.shared.pk)
    line = dict.fromkeys(("before", "quantity", "price"), Decimal(1))
    line |= {"after": Decimal(0), "unit": "件"}
    for verb in (Benefit.expect, Benefit.confirm):
        verb(
            cast.shared, by=cast.finance, since=clock.today(), basis="台账",
            lines=[{**line, "saved": "scrap"}],
        )  # fmt: skip
    held = Shares(cast.shared)
    held.propose({held.rows[0].pk: 60, held.rows[1].pk: 40}, by=cast.zhang.user)


def furnish_adoptions(cast, programme):
    """One in use that is not opened, one that is, and that 恒力 adopted; its finance."""
    cast.hengli_finance = User.objects.create_user("恒会计")
    Office.grant(cast.hengli_finance, Role.FINANCE, cast.hengli, by=cast.zhou, since=LONG_AGO)
    cast.in_use, cast.opened = (in_use(cast, programme) for _ in range(2))
    Opening.open(cast.opened, by=cast.zhao)
    cast.adoption = Adoption.record(
        cast.opened, by=cast.sun, enterprise=cast.hengli, since=clock.today(), place="一车间"
    )


def furnish_joinings(cast, programme):
    """One that 刘徒弟 is asked for, one that was done; and one that could be merged."""
    shares = {cast.zhang.pk: 60, cast.liu.pk: 40}
    cast.joinable = sent(cast, programme)
    cast.joining, cast.joined = (joining(cast, programme, shares) for _ in range(2))
    cast.joined.agree(by=cast.liu.user)


def joining(cast, programme, shares):
    one = sent(cast, programme)
    other = Proposal.draft(programme=programme, author=cast.liu, **WRITTEN)
    other.submit(by=cast.liu.user)
    new = Joining.propose(one, other, shares, by=cast.zhao)
    new.agree(by=cast.zhang.user)
    return new


def furnish_supports(cast):
    """Money that was asked for, money that was granted."""
    asked = {"kind": "money", "purpose": "买定位销", "until": clock.today(), "amount": 500_00}
    cast.asked = Support.ask(cast.accepted, by=cast.zhao, **asked)
    cast.granted = Support.ask(cast.worked, by=cast.zhang.user, **asked)
    cast.granted.grant(by=cast.zhou, granted=400_00)


def in_use(cast, programme):
    one = accepted(cast, programme)
    work = Implementation.begin(
        one, by=cast.zhao, plan="做底板", owner=cast.liu, due_on=clock.today()
    )
    work.finish(by=cast.zhao, on=clock.today())
    return Proposal.objects.get(pk=one.pk)


def accepted(cast, programme):
    one = Proposal.draft(programme=programme, author=cast.zhang, colleagues=[cast.liu], **WRITTEN)
    one.submit(by=cast.zhang.user)
    one.consent(by=cast.liu.user)
    for keeper in (cast.zhao, cast.li, cast.zhou):
        one.pass_on(by=keeper)
    return Proposal.objects.get(pk=one.pk)


def of_patents(**how):
    return Door(subject="patent_table", owner="zhou", stranger_is="li", **how)


DOORS = {
    "proposals:list": Door(),
    "proposals:start": Door(owner="zhang"),
    "proposals:new": Door(subject="own_call", owner="zhang", post=200),
    "proposals:draft_new": Door(subject="own_call", owner="zhang", get=405, post=422),
    "proposals:draft_revision": Door(subject="draft", owner="zhang", get=405, post=422),
    "proposals:hint": Door(get=405, post=200),
    "proposals:similar": Door(subject="proposal"),
    "proposals:beside": Door(subject="proposal", kwargs=BESIDE),
    "proposals:lookalikes": Door(stranger=403, former=403),
    "proposals:comparison": Door(subject="compared", owner="zhou", get=405, post=302),
    "proposals:lookalike": Door(subject="lookalike", owner="zhou"),
    "proposals:verdict": Door(subject="lookalike", owner="zhou", get=405, post=422),
    "proposals:patents": Door(owner="li", stranger=403, former=403),
    "proposals:patent": Door(subject="patent", owner="li"),
    "proposals:patent_tables": Door(owner="zhou", post=200),
    "proposals:patent_table": of_patents(),
    "proposals:patent_table_columns": Door(subject="patent_columns", owner="zhou", post=200),
    "proposals:patent_table_preview": of_patents(get=405, post=302),
    "proposals:patent_table_confirmation": of_patents(get=405, post=302),
    "proposals:patent_table_abandonment": of_patents(get=405, post=302),
    "proposals:patent_table_undo": Door(
        subject="merged_patents", owner="zhou", post=302, stranger_is="li"
    ),
    "proposals:patent_table_refused": of_patents(),
    "proposals:entry": Door(subject="jinggong", post=200),
    "proposals:scan": Door(subject="entered", owner="zhang"),
    "proposals:sheet": Door(subject="proposal"),
    "proposals:enclosure": Door(subject="enclosure", owner="zhang"),
    "proposals:proposal": Door(subject="proposal"),
    "proposals:revision": Door(subject="draft", owner="zhang", post=200),
    "proposals:submission": Door(subject="draft", owner="zhang", get=405, post=302),
    "proposals:withdrawal": Door(subject="draft", owner="zhang", get=405, post=302),
    "proposals:consent": Door(subject="asking", owner="liu", get=405, post=302),
    "proposals:decline": Door(subject="asking", owner="liu", get=405, post=302),
    "proposals:passage": Door(subject="proposal", get=405, post=302),
    "proposals:return": Door(subject="proposal", get=405, post=422),
    "proposals:rejection": Door(subject="proposal", get=405, post=422),
    "proposals:reservation": Door(subject="proposal", get=405, post=422),
    "proposals:noting": Door(subject="proposal", get=405, post=422),
    "proposals:report": Door(subject="proposal", get=405, post=422),
    "proposals:referral": Door(subject="proposal", get=405, post=422),
    "proposals:revival": Door(subject="reserved", get=405, post=422),
    "proposals:appeal": Door(subject="rejected", owner="zhang", get=405, post=422),
    "proposals:implementation": Door(subject="accepted", post=200),
    "proposals:progress": Door(subject="worked", get=405, post=422),
    "proposals:finish": Door(subject="worked", get=405, post=422),
    "proposals:dropping": Door(subject="worked", get=405, post=422),
    "proposals:benefit": Door(subject="shared"),
    "proposals:expectation": Door(subject="shared", owner="zhang", post=200),
    "proposals:confirmation": Door(subject="shared", owner="finance", post=200),
    "proposals:grading": Door(subject="shared", post=200),
    "proposals:shares": Door(subject="shared", owner="zhang", post=200),
    "proposals:share_agreement": Door(subject="shared", owner="liu", get=405, post=409),
    "proposals:opened": Door(owner="sun"),
    "proposals:adopted": Door(owner="sun"),
    "proposals:adoptions": Door(subject="opened", owner="sun"),
    "proposals:opening": Door(subject="in_use", get=405, post=302),
    "proposals:closing": Door(subject="opened", owner="liu", get=405, post=302),
    "proposals:adopting": Door(subject="opened", owner="sun", post=200),
    "proposals:adoption": Door(subject="adoption", owner="sun"),
    "proposals:adoption_end": Door(subject="adoption", owner="sun", get=405, post=422),
    "proposals:adoption_expectation": Door(subject="adoption", owner="sun", post=200),
    "proposals:adoption_confirmation": Door(subject="adoption", owner="hengli_finance", post=200),
    "proposals:supports": Door(subject="accepted"),
    "proposals:support_request": Door(subject="accepted", owner="zhang", post=200),
    "proposals:support": Door(subject="granted", owner="zhang"),
    "proposals:support_grant": Door(subject="asked", owner="zhou", get=405, post=422),
    "proposals:support_refusal": Door(subject="asked", owner="zhou", get=405, post=422),
    "proposals:support_report": Door(subject="granted", get=405, post=422),
    "proposals:support_closing": Door(subject="granted", owner="zhou", get=405, post=302),
    "proposals:joining_new": Door(subject="joinable", owner="zhang", post=200),
    "proposals:joining": Door(subject="joining", owner="liu"),
    "proposals:joining_agreement": Door(subject="joining", owner="liu", get=405, post=302),
    "proposals:joining_dropping": Door(subject="joining", owner="liu", get=405, post=302),
    "proposals:joining_undoing": Door(subject="joined", get=405, post=302),
    "proposals:receipts": Door(subject="proposal"),
    "proposals:receipt": Door(subject="receipt", owner="zhang"),
    "proposals:receipt_file": Door(subject="receipt", owner="zhang"),
    "proposals:receipt_paper": Door(subject="receipt", owner="zhang"),
    "proposals:paper": Door(subject="proposal"),
    "proposals:word": Door(subject="proposal"),
    "proposals:photo": Door(subject="photo", owner="zhang"),
    "proposals:thumbnail": Door(subject="photo", owner="zhang"),
    "proposals:removal": Door(subject="photo", owner="zhang", get=405, post=302),
}
