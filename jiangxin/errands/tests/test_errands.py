from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse

from jiangxin.errands.models import MOST_ATTEMPTS, Errand
from jiangxin.lib.clock import shifted
from jiangxin.lib.refusal import OutOfStep, Refusal


@pytest.fixture
def owner(db):
    return get_user_model().objects.create_user("赵专管员")


@pytest.fixture
def errand(owner):
    return Errand.start("导入名册", by=owner, path="/rosters/7/")


def again(errand):
    """The same errand as another process finds it."""
    return Errand.objects.get(pk=errand.pk)


def test_it_waits_works_and_ends(errand):
    assert "排队" in again(errand).sentence and again(errand).percent is None
    with errand.at_work():
        errand.advance(500, total=2000, note="正在核对身份证号")
        seen = again(errand)
        assert (seen.percent, seen.sentence, seen.note) == (25, "正在办理", "正在核对身份证号")
        errand.finish("新增 2,000 人。")
    seen = again(errand)
    assert seen.is_over and seen.percent == 100
    assert (seen.sentence, seen.note) == ("已办完", "新增 2,000 人。")


def test_progress_is_one_update(errand, django_assert_num_queries):
    errand.begin()
    with django_assert_num_queries(1):
        errand.advance(5, total=10)


def test_a_refusal_ends_it_with_its_sentence(errand):
    with errand.at_work():
        raise Refusal("表里没有找到“身份证号”一列。")
    seen = again(errand)
    assert seen.failed_at and seen.sentence == "表里没有找到“身份证号”一列。"


def test_a_fault_ends_it_politely_and_is_raised(errand):
    with pytest.raises(ZeroDivisionError), errand.at_work():
        raise ZeroDivisionError("secret detail")
    assert again(errand).is_over
    assert "secret" not in again(errand).sentence


def test_what_may_pass_by_itself_leaves_it_open(errand):
    with pytest.raises(OperationalError), errand.at_work():
        raise OperationalError("the connection was lost")
    assert not again(errand).is_over


def test_a_second_worker_starts_again_and_says_so(errand):
    errand.begin()
    errand.advance(7, total=10)
    second = again(errand)
    second.begin()
    assert again(errand).done == 0
    assert "重新开始" in again(errand).note


def test_a_worker_thought_dead_cannot_write_any_more(errand):
    errand.begin()
    again(errand).begin()
    for write in (lambda: errand.advance(9), errand.finish, lambda: errand.fail("不行")):
        with pytest.raises(OutOfStep):
            write()
    assert not again(errand).is_over and again(errand).done == 0


def test_of_two_workers_that_begin_at_once_one_stops(errand):
    one, two = again(errand), again(errand)
    one.begin()
    with pytest.raises(OutOfStep):
        two.begin()


def test_what_is_over_stays_over(errand):
    errand.begin()
    errand.finish("好了。")
    with pytest.raises(OutOfStep):
        again(errand).begin()
    assert again(errand).note == "好了。"


def test_a_job_that_kills_its_worker_each_time_is_given_up(errand):
    for _ in range(MOST_ATTEMPTS):
        again(errand).begin()
    with pytest.raises(OutOfStep):
        again(errand).begin()
    assert "多次" in again(errand).failure


def test_a_long_silence_is_said(errand):
    errand.begin()
    with shifted(timedelta(minutes=2)):
        assert "没有新进展" in again(errand).sentence


def test_it_ends_one_way_and_a_failure_says_why(errand):
    for wrong in ({"failed_at": errand.started_at}, {"failure": "不行"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Errand.objects.filter(pk=errand.pk).update(**wrong)
    with pytest.raises(IntegrityError):
        Errand.objects.update(
            ended_at=errand.started_at, failed_at=errand.started_at, failure="不行"
        )


def test_the_page_shows_it_to_its_owner(client, owner, errand):
    errand.begin()
    errand.advance(1200, total=20000)
    client.force_login(owner)
    answer = client.get(errand.get_absolute_url()).content.decode()
    assert "导入名册" in answer and "1,200" in answer and "every" in answer


def test_a_stranger_sees_what_a_missing_one_looks_like(client, errand):
    client.force_login(get_user_model().objects.create_user("陌生人"))
    there = client.get(errand.get_absolute_url())
    missing = client.get(reverse("errands:errand", args=[errand.pk + 1]))
    assert (there.status_code, there.content) == (404, missing.content)
    assert missing.status_code == 404


def test_the_box_asks_until_it_is_over_and_then_leads_on(client, owner, errand):
    client.force_login(owner)
    errand.begin()
    box = client.get(errand.get_absolute_url(), headers={"HX-Target": "progress"})
    assert "hx-trigger" in box.content.decode() and "<html" not in box.content.decode()
    assert "HX-Redirect" not in box
    errand.finish("新增 3 人。")
    assert "HX-Redirect" not in client.get(errand.get_absolute_url())
    asked = {"HX-Target": "progress", "HX-Request": "true"}
    box = client.get(errand.get_absolute_url(), headers=asked)
    answer = box.content.decode()
    assert box["HX-Redirect"] == "/rosters/7/"
    assert "hx-trigger" not in answer and "新增 3 人。" in answer and "/rosters/7/" in answer


def test_nothing_may_be_sent_to_it(client, owner, errand):
    client.force_login(owner)
    assert client.post(errand.get_absolute_url()).status_code == 405
