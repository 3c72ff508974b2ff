"""代为录入: an officer enters what a worker signed on paper; the worker is the author."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.audit.models import Trace
from jiangxin.documents.models import Attachment
from jiangxin.documents.paper import PDF, Paper
from jiangxin.lib.refusal import Refusal
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.people.models import Person
from jiangxin.programmes.models import Journey, Participation, Status
from jiangxin.programmes.ready_made import five_smalls
from jiangxin.proposals.exports import proposals as ledger
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.papers import said
from jiangxin.proposals.permits import EntryPermits, ProposalPermits
from jiangxin.proposals.tests.conftest import WRITTEN
from jiangxin.proposals.tests.test_pages import picture
from jiangxin.proposals.tests.test_races import at_once
from tests.cast import LONG_AGO, Role, phone

SIGNED = Paper("建议表.pdf", b"%PDF-1.4 startxref %%EOF", None, PDF, ".pdf")


def pdf(name="建议表.pdf"):
    return SimpleUploadedFile(name, SIGNED.content, content_type=PDF)


def url(enterprise):
    return reverse("proposals:entry", args=[enterprise.pk])


@pytest.fixture
def filled(programme):
    return {
        "worker": "张师傅",
        "scan": pdf(),
        "title": WRITTEN["title"],
        "category": programme.categories.get(position=3).pk,
        "form_token": str(uuid.uuid4()),
        "act": "submit",
        **{f"answer_{key}": answer for key, answer in WRITTEN["answers"].items()},
    }


@pytest.fixture
def enter(cast, programme):
    """A way to enter something for 张师傅, as 赵专管员 unless another is named."""

    def enter(person=None, *, by=None, token=None, **more):
        told = {"scan": SIGNED, "form_token": token or uuid.uuid4(), **WRITTEN, **more}
        return Proposal.enter(programme, person=person or cast.zhang, by=by or cast.zhao, **told)

    return enter


def test_through_the_page_it_is_the_workers_and_sent_in(sign_in, cast, programme, filled):
    answer = sign_in(cast.zhao).post(url(cast.jinggong), filled, follow=True)
    made = Proposal.objects.get()
    assert (made.author, made.entered_by, made.enterprise) == (cast.zhang, cast.zhao, cast.jinggong)
    assert made.journey.status == Status.UNDER_WAY
    assert made.journey.started_by == cast.zhang.user
    page = answer.content.decode()
    assert "已替张师傅录入" in page and "我的建议" not in page.split("<main")[1]
    assert "代录：由 赵专管员 按本人签名的纸件录入" in page
    assert reverse("proposals:scan", args=[made.pk]) in page


def test_it_counts_for_the_worker_alone(cast, enter):
    enter()
    (act,) = Participation.objects.standing()
    assert (act.person, act.enterprise) == (cast.zhang, cast.jinggong)


def test_the_trace_says_who_entered_it_for_whom(cast, enter):
    made = enter()
    verbs = list(made.journey.trail().values_list("verb", flat=True))
    assert verbs == ["代为录入", "提交"]
    trace = Trace.objects.about(made.journey).get(verb="代为录入")
    assert (trace.actor, trace.details["person"]) == ("赵专管员代张师傅", cast.zhang.pk)
    assert "张师傅" not in str(trace.details)  # details hold no personal data


def test_the_worker_is_told_and_may_take_it_back(sign_in, cast, enter):
    made = enter()
    (message,) = Notification.objects.of(cast.zhang.user)
    assert message.title == f"赵专管员替您录入了“{made}”" and "可以撤回" in message.text
    back = reverse("proposals:withdrawal", args=[made.pk])
    assert sign_in(cast.zhao).post(back).status_code == 403
    assert sign_in(cast.zhang).post(back).status_code == 302
    assert not Participation.objects.standing().exists()


def test_a_worker_without_an_account_gets_one(cast, enter):
    new = Person.enrol("钱师傅", enterprise=cast.jinggong, since=LONG_AGO)
    made = enter(new)
    assert made.journey.started_by == Person.objects.get(pk=new.pk).user


def test_who_entered_it_never_judges_it(sign_in, cast, enter):
    second = User.objects.create_user("钱副主席")
    Office.grant(second, Role.STEWARD, cast.jinggong_union, by=cast.zhou, since=LONG_AGO)
    made = enter()
    assert made.journey.keeper == cast.jinggong_union
    assert not ProposalPermits(cast.zhao, made).decide()
    assert ProposalPermits(second, made).decide()
    assert made.journey not in Journey.objects.waiting_for(cast.zhao)
    passage = reverse("proposals:passage", args=[made.pk])
    assert sign_in(cast.zhao).post(passage, {"moves": made.journey.moves}).status_code == 403


def test_where_nobody_else_keeps_the_gate_it_lies_with_the_union_above(cast, enter):
    made = enter()
    assert made.journey.keeper == cast.park_union
    assert made.journey.keepers() == [cast.zheng]


@pytest.mark.parametrize(
    ("who", "role", "place", "may"),
    [
        ("钱主席", Role.CHAIR, "jinggong_union", True),
        ("钱专管员", Role.STEWARD, "jinggong_union", True),
        ("钱会计", Role.FINANCE, "jinggong_union", False),
        ("钱人事", Role.PERSONNEL, "jinggong", True),
        ("钱会计", Role.FINANCE, "jinggong", True),
        ("钱专管员", Role.STEWARD, "hengli_union", False),
        ("钱专管员", Role.STEWARD, "park_union", False),
        ("钱专管员", Role.STEWARD, "city", False),
    ],
)
def test_who_may_enter(cast, who, role, place, may):
    user = User.objects.create_user(who)
    Office.grant(user, role, getattr(cast, place), by=cast.zhou, since=LONG_AGO)
    assert EntryPermits(user, cast.jinggong).enter() is may


def test_the_parks_union_enters_where_it_covers(cast):
    assert EntryPermits(cast.zheng, cast.yuncang).enter()
    assert not EntryPermits(cast.zhao, cast.yuncang).enter()


OTHERS = [("li", 403), ("sun", 404), ("zhang", 404), ("wu", 404)]


@pytest.mark.parametrize(("who", "status"), OTHERS)
def test_others_do_not_get_in(sign_in, cast, programme, filled, who, status):
    client = sign_in(getattr(cast, who))
    assert client.get(url(cast.jinggong)).status_code == status
    assert client.post(url(cast.jinggong), filled).status_code == status
    assert not Proposal.objects.exists()


def test_the_same_form_twice_is_one_proposal(sign_in, cast, programme, filled):
    client = sign_in(cast.zhao)
    first = client.post(url(cast.jinggong), filled)
    second = client.post(url(cast.jinggong), {**filled, "scan": pdf()})
    assert first.url == second.url
    assert (Proposal.objects.count(), Attachment.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_at_the_same_moment_is_one_proposal(transactional_db, cast, enter):
    token = uuid.uuid4()
    one, other = at_once(lambda: enter(token=token), lambda: enter(token=token))
    assert one == other and Proposal.objects.count() == 1


def test_anothers_token_gives_nothing_away(sign_in, cast, programme, filled, propose):
    propose(cast.chen, form_token=filled["form_token"])
    answer = sign_in(cast.zhao).post(url(cast.jinggong), filled)
    assert answer.status_code == 409
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"worker": ""}, "请写替哪一位职工录入"),
        ({"worker": "陈师傅"}, "本单位名册上没有“陈师傅”"),
        ({"worker": "张师傅 9999"}, "没有手机号后四位是 9999 的“张师傅”"),
        ({"scan": ""}, "请附上本人签名的纸件"),
        ({"scan": SimpleUploadedFile("a.pdf", b"MZ\x90")}, "这是程序"),
        ({"colleagues": "张师傅"}, "不用再写提出人自己"),
        ({"answer_measure": " "}, "请写“打算怎么改”"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(sign_in, cast, programme, filled, wrong, said):
    answer = sign_in(cast.zhao).post(url(cast.jinggong), {**filled, **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode() and filled["title"] in answer.content.decode()
    assert not Proposal.objects.exists() and not Attachment.objects.exists()


def test_it_cannot_be_a_draft(sign_in, cast, programme, filled):
    client = sign_in(cast.zhao)
    assert 'value="draft"' not in client.get(url(cast.jinggong)).content.decode()
    answer = client.post(url(cast.jinggong), {**filled, "act": "draft", "answer_measure": ""})
    assert answer.status_code == 422


def test_namesakes_are_told_apart_by_the_phone(sign_in, cast, programme, filled):
    Person.enrol("张师傅", enterprise=cast.jinggong, phone=phone(77), since=LONG_AGO)
    client = sign_in(cast.zhao)
    answer = client.post(url(cast.jinggong), filled)
    assert "本单位有 2 位“张师傅”" in answer.content.decode()
    sent = {**filled, "worker": "张师傅 0001", "scan": pdf(), "colleagues": "刘徒弟"}
    assert client.post(url(cast.jinggong), sent).status_code == 302
    assert Proposal.objects.get().author == cast.zhang
    assert Proposal.objects.asking(cast.liu.user).exists()


def test_nobody_enters_for_themselves(cast, enter):
    Office.grant(cast.zhang.user, Role.STEWARD, cast.jinggong_union, by=cast.zhou, since=LONG_AGO)
    with pytest.raises(Refusal, match="您自己的建议"):
        enter(cast.zhang, by=cast.zhang.user)
    assert not Proposal.objects.exists() and not Attachment.objects.exists()


def test_the_scan_is_given_to_whoever_may_see_the_proposal(sign_in, cast, enter, proposal):
    made = enter()
    for who in (cast.zhang, cast.zhao, cast.li):
        answer = sign_in(who).get(reverse("proposals:scan", args=[made.pk]))
        assert b"".join(answer.streaming_content) == SIGNED.content
    for who in (cast.chen, cast.sun, cast.liu, cast.wu):
        assert sign_in(who).get(reverse("proposals:scan", args=[made.pk])).status_code == 404
    assert sign_in(cast.zhang).get(reverse("proposals:scan", args=[proposal.pk])).status_code == 404


def test_a_photo_of_the_paper_will_do(sign_in, cast, programme, filled):
    sent = {**filled, "scan": picture("纸件.jpg")}
    assert sign_in(cast.zhao).post(url(cast.jinggong), sent).status_code == 302
    assert Proposal.objects.get().scan.name == "纸件.jpg"


def test_the_sheet_the_paper_and_the_ledger_say_it(sign_in, cast, enter, proposal):
    made = enter()
    assert said(made)["authors"] == "张师傅（赵专管员按签名的纸件代录）"
    assert said(proposal)["authors"] == "张师傅"
    sheet = sign_in(cast.li).get(reverse("proposals:sheet", args=[made.pk])).content.decode()
    assert "赵专管员按签名的纸件代录" in sheet
    table = ledger(cast.li)
    column = table.columns["代录"]
    assert [column(row) for row in next(table.portions())] == ["赵专管员", ""]


def test_the_desk_says_it(sign_in, cast, enter):
    made = enter()
    desk = sign_in(cast.zheng).get(reverse("portal:desk_entry", args=[made.journey.pk]))
    assert "代录：由 赵专管员" in desk.content.decode()


def test_of_several_calls_one_is_chosen(sign_in, cast, programme, filled):
    other = five_smalls(cast.city, 2026, by=cast.zhou)
    client = sign_in(cast.zhao)
    page = client.get(url(cast.jinggong)).content.decode()
    assert f"?programme={other.pk}" in page
    answer = client.post(f"{url(cast.jinggong)}?programme={programme.pk}", filled)
    assert answer.status_code == 302
    assert Proposal.objects.get().journey.programme == programme
    for key in ("999999", "9" * 30, "x"):
        assert client.get(f"{url(cast.jinggong)}?programme={key}").status_code in (200, 404)


def test_a_closed_call_takes_nothing(sign_in, cast, programme, filled):
    programme.end(by=cast.zhou)
    answer = sign_in(cast.zhao).post(f"{url(cast.jinggong)}?programme={programme.pk}", filled)
    assert answer.status_code == 409 and not Proposal.objects.exists()


def test_the_way_to_it_stands_on_the_enterprises_page(sign_in, cast, programme):
    page = reverse("portal:enterprise", args=[cast.jinggong.pk])
    assert url(cast.jinggong) in sign_in(cast.zhao).get(page).content.decode()
    assert url(cast.jinggong) not in sign_in(cast.li).get(page).content.decode()
