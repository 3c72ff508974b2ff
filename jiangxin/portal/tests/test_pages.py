"""Home, desk, search and messages: what they say, and what they ask the database."""

from datetime import timedelta

import pytest
from django.urls import reverse

from jiangxin.kpi.counting import CACHE
from jiangxin.kpi.tests.aids import count_all
from jiangxin.lib import clock
from jiangxin.notifications.models import Notification
from jiangxin.people.models import Person
from jiangxin.programmes.ready_made import suggestion_box
from jiangxin.proposals.models import Proposal
from tests.cast import LONG_AGO, id_number

ANSWERS = {"problem": "换型慢", "measure": "改定位销"}


def propose(author, programme, title):
    proposal = Proposal.draft(programme=programme, author=author, title=title, answers=ANSWERS)
    proposal.submit(by=author.account())
    return proposal


def queries(client, url, django_assert_max_num_queries):
    client.get(url)  # what is made once is made
    with django_assert_max_num_queries(200) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("path", ["portal:desk", "portal:home", "portal:messages"])
def test_a_longer_list_asks_no_more(cast, programme, client, path, django_assert_max_num_queries):
    who = cast.zhao if path == "portal:desk" else cast.zhang.user
    client.force_login(who)
    counts = []
    for many in (1, 2):
        for n in range(many):
            propose(cast.zhang, programme, f"建议{many}{n}")
            Notification.tell(cast.zhang.user, "有进展")
        counts.append(queries(client, reverse(path), django_assert_max_num_queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 40


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "thing", "asked"),
    [("organisation", "park_union", 25), ("park", "park", 24), ("enterprise", "jinggong", 31)],
)
def test_a_page_of_the_register_asks_for_its_figures_as_often(
    cast, programme, sign_in, django_assert_num_queries, name, thing, asked, count
):
    for n, worker in enumerate([cast.zhang, cast.liu, cast.chen][:count]):
        propose(worker, programme, f"建议{n}")
    count_all()
    CACHE.kept.clear()
    client = sign_in(cast.zheng)
    with django_assert_num_queries(asked):
        client.get(reverse(f"portal:{name}", args=[getattr(cast, thing).pk]))


def test_who_does_not_lead_a_park_sees_no_figures_of_it(cast, sign_in):
    """An enterprise's union sees the park it stands in; what it came to is its officers' to see."""
    url = reverse("portal:park", args=[cast.park.pk])
    assert "参与人数" in sign_in(cast.zheng).get(url).text
    page = sign_in(cast.zhao).get(url)
    assert page.status_code == 200 and "参与人数" not in page.text


def test_the_menu_leads_to_the_figures_of_ones_own_place(cast, sign_in):
    client = sign_in(cast.li)
    home = reverse("kpi:home")
    assert f'href="{home}"' in client.get(reverse("portal:desk")).text
    assert client.get(home).url == reverse("kpi:place", args=["unions", cast.bureau.pk])


def test_the_desk_lays_the_most_urgent_open_and_groups_by_day(cast, sign_in):
    opened = clock.now() - timedelta(days=60)
    programme = suggestion_box(cast.city, by=cast.zhou, opens_at=opened)
    with clock.shifted(-timedelta(days=30)):
        old = propose(cast.zhang, programme, "早就该答复的")
    propose(cast.liu, programme, "今天的")

    page = sign_in(cast.zhao).get(reverse("portal:desk"))

    assert page.context["proposal"] == old
    assert [words for words, _ in page.context["groups"]] == ["已超期", "以后"]


def test_an_officer_above_has_nothing_on_the_desk(cast, programme, sign_in):
    propose(cast.zhang, programme, "夹具快换")
    page = sign_in(cast.li).get(reverse("portal:desk"))
    assert "没有等您办的事" in page.text


def test_home_says_what_waits_for_the_worker(cast, programme, sign_in):
    proposal = propose(cast.zhang, programme, "夹具快换")
    proposal.hand_back(by=cast.zhao, remark="请补照片")
    page = sign_in(cast.zhang).get(reverse("portal:home")).text
    assert "等您办" in page and "夹具快换" in page and "提一条建议" in page


def test_home_of_somebody_on_no_roster_says_whom_to_ask(cast, sign_in):
    cast.zhang.employments.update(until=clock.today())
    page = sign_in(cast.zhang).get(reverse("portal:home")).text
    assert "不在任何企业的名册上" in page
    assert "提一条建议" not in page


def test_search_finds_only_what_one_may_see(cast, programme, sign_in):
    propose(cast.zhang, programme, "立式铣床快换夹具")
    search = reverse("portal:search")
    assert "立式铣床快换夹具" in sign_in(cast.li).get(search, {"q": "夹具"}).text.replace(
        "<mark>", ""
    ).replace("</mark>", "")
    assert "立式铣床快换夹具" not in sign_in(cast.sun).get(search, {"q": "夹具"}).text.replace(
        "<mark>", ""
    ).replace("</mark>", "")
    assert "没有找到" in sign_in(cast.sun).get(search, {"q": "夹具"}).text.replace(
        "<mark>", ""
    ).replace("</mark>", "")


def test_search_finds_people_by_name_where_ones_office_reaches(cast, sign_in):
    Person.enrol("张师太", enterprise=cast.hengli, id_number=id_number(900), since=LONG_AGO)
    page = (
        sign_in(cast.zhao)
        .get(reverse("portal:search"), {"q": "张师"})
        .text.replace("<mark>", "")
        .replace("</mark>", "")
    )
    assert "张师傅" in page and "张师太" not in page


@pytest.mark.parametrize("query", ["\x00", "夹" * 5000, "%_\\", "<b>", "\u202e", "🛠", " "])
def test_search_takes_anything(cast, sign_in, query):
    response = sign_in(cast.li).get(reverse("portal:search"), {"q": query})
    assert response.status_code in {200, 400}
    assert "<b>" not in response.text


def test_a_message_is_read_once_opened(cast, sign_in):
    message = Notification.tell(cast.zhang.user, "请补照片", path="/me/")
    client = sign_in(cast.zhang)
    assert "未读" in client.get(reverse("portal:messages")).text
    assert client.post(reverse("portal:reading", args=[message.pk])).url == "/me/"
    assert "未读" not in client.get(reverse("portal:messages")).text


def test_home_names_who_asks_to_stand_together(cast, programme, sign_in):
    proposal = Proposal.draft(
        programme=programme,
        author=cast.zhang,
        title="夹具快换",
        answers=ANSWERS,
        colleagues=[cast.liu],
    )
    proposal.submit(by=cast.zhang.user)
    assert f"{cast.zhang.name} 请您一起提" in sign_in(cast.liu).get(reverse("portal:home")).text


def test_all_messages_are_read_at_once_and_nobody_elses(cast, sign_in):
    for user in (cast.zhang.user, cast.zhang.user, cast.zhao):
        Notification.tell(user, "有进展")
    client = sign_in(cast.zhang)
    assert "全部标为已读" in client.get(reverse("portal:messages")).text

    page = client.post(reverse("portal:reading_all"), follow=True).text
    assert "全部标为已读" not in page and "未读" not in page
    assert Notification.objects.of(cast.zhao).unread().count() == 1


def test_a_worker_finds_who_saw_their_number(cast, sign_in):
    client = sign_in(cast.zhang)
    own, me = cast.zhang.get_absolute_url(), reverse("portal:me")
    assert f'href="{me}"' in client.get(reverse("portal:home")).text
    assert f'href="{own}"' in client.get(me).text
    assert client.get(own).status_code == 200


def test_an_officer_reaches_their_own_page_from_anywhere(cast, sign_in):
    assert f'href="{reverse("portal:me")}"' in sign_in(cast.zhao).get(reverse("portal:desk")).text
