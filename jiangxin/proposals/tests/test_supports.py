"""创新项目扶持: asked of the union that accepted the idea; granted, reported on, closed by it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.audit.models import Trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.proposals.models import Support
from jiangxin.proposals.permits import ResultPermits, SupportPermits
from jiangxin.proposals.tests.conftest import finished, team
from jiangxin.proposals.tests.test_results import told
from tests.cast import LONG_AGO, Role

Kind = Support.Kind


def ask(proposal, by, kind=Kind.MONEY, **more):
    asked = {"purpose": "买定位销", "until": clock.today() + timedelta(days=90)}
    if kind == Kind.MONEY:
        asked["amount"] = 2_000_00
    return Support.ask(proposal, by=by, kind=kind, **(asked | more))


@pytest.fixture
def asked(propose, cast):
    """Money, asked by 赵专管员 for what 张师傅 and 刘徒弟 proposed and the city accepted."""
    return ask(team(propose, cast), cast.zhao)


@pytest.fixture
def granted(asked, cast):
    asked.grant(by=cast.zhou, granted=1_500_00, remark="先买一批")
    return asked


@pytest.fixture
def chair(cast):
    user = User.objects.create_user("市主席")
    Office.grant(user, Role.CHAIR, cast.city, by=cast.zhou, since=LONG_AGO)
    return user


def url(name, row):
    return reverse(f"proposals:{name}", args=[row.pk])


def test_it_is_asked_of_the_union_that_decided_and_its_office_is_told(asked, cast, chair):
    assert asked.union == cast.city
    assert any("待办" in title for title in told(cast.zhou))
    assert not any("扶持" in title for title in told(cast.li))  # an earlier gate
    assert Trace.objects.about(asked).get().verb == "申请扶持"


def test_one_of_a_kind_is_open_at_a_time(asked, cast):
    with pytest.raises(OutOfStep, match="已经有一项经费扶持在办"):
        ask(asked.proposal, cast.zhang.user)
    ask(asked.proposal, cast.zhang.user, Kind.EXPERT)
    same = {"proposal": asked.proposal, "union": asked.union, "by": cast.zhao, "amount": 1}
    same |= {"kind": Kind.MONEY, "until": clock.today(), "asked_at": clock.now()}
    with pytest.raises(IntegrityError, match="one_open_support_of_a_kind"), transaction.atomic():
        Support.objects.create(**same)
    asked.refuse(by=cast.zhou, reason="今年的钱用完了")
    ask(asked.proposal, cast.zhang.user)


def test_only_an_accepted_idea_without_a_result_is_supported(proposal, cast):
    with pytest.raises(Refusal, match="还没有通过"):
        ask(proposal, cast.zhao)
    for keeper in (cast.zhao, cast.li, cast.zhou):
        proposal.pass_on(by=keeper)
    done = finished(proposal, cast)
    with pytest.raises(Refusal, match="已经有了结果"):
        ask(done, cast.zhao)
    assert not ResultPermits(cast.zhao, done).ask()


def test_both_sides_hear_of_each_step(granted, cast):
    for taker in (cast.zhang.user, cast.liu.user, cast.zhao):
        assert "1,500.00 元" in Notification.objects.of(taker).latest("id").text
    assert not Notification.objects.of(cast.zhou).filter(title__contains="扶持").unread().exists()
    granted.report(by=cast.zhang.user, on=clock.today(), text="买了 20 个", spent=300_00)
    assert any("有了进展" in title for title in told(cast.zhou))
    granted.close(by=cast.zhou, outcome="用得好")
    assert any("结束了" in title for title in told(cast.liu.user))
    verbs = [trace.verb for trace in Trace.objects.about(granted).order_by("id")]
    assert verbs == ["申请扶持", "批准扶持", "报告扶持的使用", "结束扶持"]


def test_a_refusal_says_why(asked, cast):
    with pytest.raises(Refusal, match="写明原因"):
        asked.refuse(by=cast.zhou, reason="")
    asked.refuse(by=cast.zhou, reason="今年的钱用完了")
    assert "今年的钱用完了" in Notification.objects.of(cast.zhao).latest("id").text
    with pytest.raises(OutOfStep, match="刚刚有了变化"):
        asked.grant(by=cast.zhou, granted=1_00)


def test_of_two_who_answer_one_is_told_so(asked, cast, chair):
    stale = Support.objects.get(pk=asked.pk)
    asked.grant(by=cast.zhou, granted=1_500_00)
    with pytest.raises(OutOfStep, match="刚刚有了变化"):
        stale.refuse(by=chair, reason="不给")
    asked.refresh_from_db()
    assert asked.refused_at is None


@pytest.mark.parametrize("amount", [0, 2_000_01, None])
def test_no_more_is_granted_than_was_asked(asked, cast, amount):
    with pytest.raises(Refusal, match="不多于申请的 2,000.00 元"):
        asked.grant(by=cast.zhou, granted=amount)
    with pytest.raises(IntegrityError, match="no_more_is_granted"), transaction.atomic():
        Support.objects.filter(pk=asked.pk).update(granted=2_000_01)


def test_never_more_is_spent_than_was_granted(granted, cast):
    granted.report(by=cast.zhao, on=clock.today(), text="第一批", spent=1_500_00)
    for spent in (1_500_01, None):
        with pytest.raises(Refusal, match="不能多于批准的 1,500.00 元"):
            granted.report(by=cast.zhao, on=clock.today(), text="再买", spent=spent)
    with pytest.raises(IntegrityError, match="no_more_is_spent"), transaction.atomic():
        Support.objects.filter(pk=granted.pk).update(spent=1_500_01)
    assert [note.spent for note in granted.notes.all()] == [1_500_00]
    granted.refresh_from_db()
    assert granted.spent == 1_500_00


def test_an_expert_is_granted_by_name(asked, cast):
    expert = ask(asked.proposal, cast.zhang.user, Kind.EXPERT)
    with pytest.raises(Refusal, match="提供什么"):
        expert.grant(by=cast.zhou)
    expert.grant(by=cast.zhou, provided="市机械研究所 王工", granted=5)
    assert (expert.gift, expert.granted) == ("市机械研究所 王工", None)
    expert.report(by=cast.zhang.user, on=clock.today(), text="来了一次")
    with pytest.raises(IntegrityError, match="only_money"), transaction.atomic():
        Support.objects.filter(pk=expert.pk).update(amount=5)


def test_nothing_is_reported_before_the_grant_nor_after_the_end(asked, cast):
    with pytest.raises(OutOfStep):
        asked.report(by=cast.zhao, on=clock.today(), text="早了", spent=0)
    with pytest.raises(OutOfStep):
        asked.close(by=cast.zhou)
    asked.grant(by=cast.zhou, granted=1_00)
    for days in (-1, 1):
        with pytest.raises(Refusal, match="批准和上一次报告以后"):
            on = clock.today() + timedelta(days=days)
            asked.report(by=cast.zhao, on=on, text="日子不对", spent=0)
    asked.close(by=cast.zhou)
    with pytest.raises(OutOfStep):
        asked.report(by=cast.zhao, on=clock.today(), text="晚了", spent=0)
    with pytest.raises(OutOfStep):
        asked.close(by=cast.zhou)


def test_nobody_grants_their_own(asked, cast):
    """Neither an author who sits in the granting union, nor whoever asked."""
    Office.grant(cast.liu.user, Role.CHAIR, cast.city, by=cast.zhou, since=LONG_AGO)
    own = ask(asked.proposal, cast.zhou, Kind.PLACE)
    for support, user in ((asked, cast.liu.user), (own, cast.zhou)):
        assert not SupportPermits(user, support).grant()
        with pytest.raises(Refusal, match="不能批自己的扶持"):
            support.grant(by=user, granted=1_00, provided="一号厂房")
        with pytest.raises(Refusal, match="不能批自己的扶持"):
            support.refuse(by=user, reason="不给")
    with pytest.raises(Refusal, match="您是这条建议的作者"):
        asked.close(by=cast.liu.user)


@pytest.mark.parametrize(
    ("who", "asks", "grants", "reports"),
    [
        ("zhang", True, False, True),
        ("zhao", True, False, True),
        ("finance", True, False, True),
        ("chair", False, True, False),
        ("zhou", False, True, False),
        ("li", False, False, False),
        ("sun", False, False, False),
    ],
)
def test_who_may_do_what(asked, cast, chair, finance, who, asks, grants, reports):
    cast.chair, cast.finance = chair, finance
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    assert ResultPermits(user, asked.proposal).ask() is asks
    may = SupportPermits(user, asked)
    assert (may.grant(), may.refuse(), may.report(), may.close()) == (grants, grants, False, False)
    asked.grant(by=cast.zhou, granted=1_00)
    may = SupportPermits(user, asked)
    assert (may.grant(), may.report(), may.close()) == (False, reports, grants)


def test_from_asking_to_the_end_through_the_pages(accepted, cast, sign_in):
    client, today = sign_in(cast.zhang), clock.today().isoformat()
    sent = {"kind": "money", "purpose": "买定位销", "amount": "2,000", "until": today}
    support_at = client.post(url("support_request", accepted), sent).url
    support = Support.objects.get()
    assert "等云川市总工会答复" in client.get(accepted.get_absolute_url()).text
    assert client.post(url("support_grant", support), {"granted": "1"}).status_code == 403
    client = sign_in(cast.zhou)
    assert "不批准" in client.get(support_at).text
    assert client.post(url("support_grant", support), {"granted": "2000.01"}).status_code == 422
    assert client.post(url("support_grant", support), {"granted": "1500"}).url == support_at
    client = sign_in(cast.zhao)
    told = {"on": today, "text": "买了 20 个", "spent": "1500.01"}
    wrong = client.post(url("support_report", support), told)
    assert wrong.status_code == 422 and "不能多于批准的 1,500.00 元" in wrong.text
    assert client.post(url("support_report", support), told | {"spent": "300"}).url == support_at
    page = client.get(support_at).text
    assert "买了 20 个" in page and "一共用了 300.00 元" in page
    assert client.post(url("support_closing", support)).status_code == 403
    sign_in(cast.zhou).post(url("support_closing", support), {"outcome": "用得好"})
    assert "用得好" in client.get(support_at).text
    assert "已结束" in client.get(url("supports", accepted)).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "gold"}, "请在列出的几种里选"),
        ({"amount": ""}, "请填要多少钱"),
        ({"kind": "place"}, "只有要经费的填金额"),
        ({"amount": "很多"}, "金额请填数字"),
        ({"until": "2020-01-01"}, "这一天已经过了"),
        ({"purpose": ""}, "请写做什么用"),
    ],
)
def test_a_wrong_field_is_said_beside_it(accepted, cast, sign_in, wrong, said):
    sent = {"kind": "money", "purpose": "买定位销", "amount": "2,000"}
    sent["until"] = clock.today().isoformat()
    answer = sign_in(cast.zhang).post(url("support_request", accepted), sent | wrong)
    assert answer.status_code == 422 and said in answer.text
    assert not Support.objects.exists()


def test_a_refusal_is_asked_why_on_the_page(asked, cast, sign_in):
    client = sign_in(cast.zhou)
    answer = client.post(url("support_refusal", asked), {})
    assert answer.status_code == 422 and "请写为什么不批准" in answer.text
    client.post(url("support_refusal", asked), {"reason": "今年的钱用完了"})
    assert "今年的钱用完了" in sign_in(cast.zhang).get(asked.get_absolute_url()).text
    assert sign_in(cast.sun).get(asked.get_absolute_url()).status_code == 404


def test_its_list_asks_as_often_for_three_as_for_one(
    asked, cast, sign_in, django_assert_num_queries
):
    client = sign_in(cast.zhao)
    for kind in (None, Kind.EXPERT):
        if kind:
            ask(asked.proposal, cast.zhang.user, Kind.EXPERT)
            ask(asked.proposal, cast.zhang.user, Kind.PLACE)
        client.get(url("supports", asked.proposal))
        with django_assert_num_queries(12):
            client.get(url("supports", asked.proposal))
