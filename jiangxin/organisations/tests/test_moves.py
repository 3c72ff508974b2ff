"""The verbs of enterprises, unions and parks: what each says, when it refuses, as of any day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Change, Enterprise, Office, Organisation, Park
from tests.cast import LONG_AGO, Role, Tier, credit_code

MOVED, LATER = date(2024, 6, 1), date(2025, 3, 1)
BEFORE = MOVED - timedelta(days=1)


@pytest.fixture
def city(cast):
    """The cast, another district with a union in it, and another park."""
    cast.west = Organisation.found(
        "西岭区总工会", Tier.BUREAU, under=cast.city, by=cast.zhou, on=LONG_AGO
    )
    cast.far = Park.open("远方园", Park.Kind.STARTUP, "西岭区", by=cast.zhou)
    return cast


def refused(act, words):
    """The act says why not, and nothing at all is different."""
    changes = Change.objects.count()
    with pytest.raises(Refusal, match=words):
        act()
    assert Change.objects.count() == changes


def test_an_enterprise_moves_park_and_both_parks_know_when(city):
    change = city.yuncang.move_park(city.far, by=city.zheng, on=MOVED)
    assert city.yuncang.park(BEFORE) == city.park
    assert city.yuncang.park(MOVED) == city.far
    assert city.yuncang in city.park.enterprises(BEFORE)
    assert city.yuncang not in city.park.enterprises(MOVED)
    assert set(city.far.enterprises()) == {city.yuncang}
    for park in (city.park, city.far):
        assert change in Change.objects.about(park)
    assert "云仓公司" in str(change)
    assert "迁园" in str(change)


def test_an_enterprise_leaves_its_park_and_comes_back(city):
    city.yuncang.leave_park(by=city.zheng, on=MOVED)
    assert city.yuncang.park() is None
    refused(lambda: city.yuncang.leave_park(by=city.zheng), "没有入驻园区")
    back = city.yuncang.move_park(city.park, by=city.zheng, on=LATER)
    assert back.kind == "入驻"
    assert city.yuncang.park(BEFORE) == city.yuncang.park() == city.park
    assert city.yuncang.park(MOVED) is None


def test_an_enterprise_changes_union_and_those_who_led_it_lose_sight(city):
    steward = type(city.zhou).objects.create_user("西岭专管员")
    Office.grant(steward, Role.STEWARD, city.west, by=city.zhou, since=LONG_AGO)
    city.jinggong.change_union(city.west, by=city.zhou, on=MOVED)
    assert city.jinggong in Enterprise.objects.visible_to(steward)
    assert city.jinggong not in Enterprise.objects.visible_to(city.zhao)
    assert city.jinggong in Enterprise.objects.visible_to(city.zheng)  # it still stands in the park
    assert city.jinggong.union(BEFORE) == city.jinggong_union
    refused(lambda: city.jinggong.change_union(city.west, by=city.zhou), "已经隶属")


def test_without_its_own_union_the_parks_covers_it(city):
    city.jinggong.leave_union(by=city.zhou, on=MOVED)
    assert city.jinggong.own_union() is None
    assert city.jinggong.union() == city.park_union
    refused(lambda: city.jinggong.leave_union(by=city.zhou), "没有隶属")
    assert city.jinggong.change_union(city.bureau, by=city.zhou).kind == "隶属"


@pytest.mark.parametrize("thing", ["jinggong", "jinggong_union", "park"])
def test_a_name_has_its_days(city, thing):
    row, old = getattr(city, thing), getattr(city, thing).name
    first = row.rename("新名", by=city.zhou, on=MOVED)
    row.rename("最新名", by=city.zhou, on=LATER)
    said = [row.name_on(day) for day in (LONG_AGO, BEFORE, MOVED, LATER, clock.today())]
    assert said == [old, old, "新名", "最新名", "最新名"]
    refused(lambda: first.undo(by=city.zhou), "请先撤销")
    Change.objects.about(row).standing().latest("id").undo(by=city.zhou)
    first.undo(by=city.zhou)
    row.refresh_from_db()
    assert row.name == row.name_on(MOVED) == old


def test_a_name_that_is_none(city):
    for name in ("", "  ", "精工公司"):
        refused(lambda name=name: city.jinggong.rename(name, by=city.zhou), "名称")
    city.jinggong.rename("精工股份", by=city.zhou, on=LATER)
    refused(lambda: city.jinggong.rename("精工集团", by=city.zhou, on=MOVED), "要晚于")


def test_two_who_rename_one_is_told(city):
    one, other = (Enterprise.objects.get(pk=city.jinggong.pk) for _ in "12")
    one.rename("精工股份", by=city.zhou, on=MOVED)
    with pytest.raises(OutOfStep):
        other.rename("精工集团", by=city.li, on=LATER)
    assert Enterprise.objects.get(pk=one.pk).name == "精工股份"


def test_a_part_becomes_an_enterprise_where_the_whole_stood(city):
    city.jinggong.move_park(city.far, by=city.zhou, on=LATER)
    change = city.jinggong.split("精工刀具", credit_code(60), by=city.zhou, on=MOVED)
    new = Enterprise.objects.get(name="精工刀具")
    assert new.ownership == city.jinggong.ownership
    assert new.park(BEFORE) is None
    assert (new.park(MOVED), new.park(LATER)) == (city.park, city.far)
    assert new.own_union(MOVED) == city.jinggong_union
    (known,) = new.lineages()
    assert (known.predecessor, known.on) == (city.jinggong, MOVED)
    assert list(city.jinggong.lineages()) == [known]
    change.undo(by=city.zhou)
    assert not Enterprise.objects.filter(name="精工刀具").exists()


def test_a_split_needs_a_code_that_checks_and_is_free(city):
    refused(lambda: city.jinggong.split("甲", "123", by=city.zhou), "18")
    with pytest.raises(IntegrityError), transaction.atomic():
        city.jinggong.split("甲", credit_code(2), by=city.zhou)


def test_one_enterprise_is_taken_up_by_another(city):
    officer = type(city.zhou).objects.create_user("钱会计")
    office = Office.grant(officer, Role.FINANCE, city.hengli, by=city.zhou, since=LONG_AGO)
    change = city.hengli.merge_into(city.jinggong, by=city.zhou, on=MOVED)
    city.hengli.refresh_from_db()
    office.refresh_from_db()
    assert city.hengli.closed_on == office.until == MOVED
    assert city.hengli.park(BEFORE) == city.park
    assert city.hengli.park() is city.hengli.union() is None
    assert not Enterprise.objects.visible_to(officer).exists()
    assert change in Change.objects.about(city.jinggong)
    refused(lambda: city.hengli.move_park(city.far, by=city.zhou), "关闭")
    change.undo(by=city.zhou)
    city.hengli.refresh_from_db()
    assert not city.hengli.is_closed()
    assert (city.hengli.park(), city.hengli.union()) == (city.park, city.hengli_union)
    assert city.hengli in Enterprise.objects.visible_to(officer)


def test_nobody_merges_into_oneself_or_into_what_is_closed(city):
    refused(lambda: city.hengli.merge_into(city.hengli, by=city.zhou), "不能并入自己")
    city.jinggong.close(by=city.zhou, on=MOVED)
    refused(lambda: city.hengli.merge_into(city.jinggong, by=city.zhou, on=LATER), "关闭")
    refused(lambda: city.jinggong.merge_into(city.hengli, by=city.zhou, on=LATER), "关闭")
    refused(lambda: city.park.merge_into(city.park, by=city.zhou), "不能并入自己")


@pytest.mark.parametrize("act", ["settle", "join", "grant", "split", "close", "place"])
def test_nothing_stands_with_what_is_closed(city, act):
    city.jinggong.close(by=city.zhou, on=MOVED)
    city.hengli.change_union(city.bureau, by=city.zhou, on=MOVED)
    city.hengli_union.close(by=city.zhou, on=MOVED)
    again, role = {"by": city.zhou, "on": LATER}, Role.CHAIR
    acts = {
        "settle": lambda: city.jinggong.settle(city.far, **again),
        "join": lambda: city.jinggong.join(city.west, **again),
        "grant": lambda: Office.grant(city.sun, role, city.hengli_union, by=city.zhou),
        "split": lambda: city.jinggong.split("甲", credit_code(61), **again),
        "close": lambda: city.jinggong.close(**again),
        "place": lambda: Organisation.found(
            "分会", Tier.ENTERPRISE, under=city.hengli_union, **again
        ),
    }
    refused(acts[act], "关闭")


def test_dates_that_cross_get_a_sentence(city):
    city.yuncang.move_park(city.far, by=city.zhou, on=MOVED)
    refused(lambda: city.yuncang.move_park(city.park, by=city.zhou, on=MOVED), "不能在")
    refused(lambda: city.yuncang.leave_park(by=city.zhou, on=BEFORE), "就结束了")
    refused(lambda: city.yuncang.close(by=city.zhou, on=BEFORE), "就结束了|不能在")
    tomorrow = clock.today() + timedelta(days=1)
    refused(lambda: city.yuncang.close(by=city.zhou, on=tomorrow), "还没有到")
    refused(lambda: city.park_union.move(city.west, by=city.zhou, on=LONG_AGO), "不能在")


def test_a_union_moves_with_all_below_it(city):
    tree = {city.park_union, city.jinggong_union, city.hengli_union}
    change = city.park_union.move(city.west, by=city.zhou, on=MOVED)
    assert tree < set(Organisation.objects.under(city.west))
    assert not tree & set(Organisation.objects.visible_to(city.li))
    assert "2 家工会" in change.sentences()[-1]
    city.jinggong_union.refresh_from_db()
    assert city.jinggong_union.depth == 3
    top, own = city.city.pk, [city.park_union.pk, city.jinggong_union.pk]
    assert city.jinggong_union.lineage() == [top, city.west.pk, *own]
    assert city.jinggong_union.lineage_on(MOVED) == [top, city.west.pk, *own]
    assert city.jinggong_union.lineage_on(BEFORE) == [top, city.bureau.pk, *own]
    assert tree < set(Organisation.objects.under_on(city.bureau, BEFORE))
    assert not tree & set(Organisation.objects.under_on(city.bureau, MOVED))
    change.undo(by=city.zhou)
    city.jinggong_union.refresh_from_db()
    assert city.jinggong_union.lineage() == [top, city.bureau.pk, *own]
    assert tree < set(Organisation.objects.visible_to(city.li))


def test_a_branch_is_rehung_by_one_update(city, django_assert_max_num_queries):
    """As many statements for two unions below as for two hundred."""
    with django_assert_max_num_queries(30):
        city.park_union.move(city.west, by=city.zhou, on=MOVED)


@pytest.mark.parametrize("act", ["circle", "itself", "upside_down", "same", "top", "close_top"])
def test_a_place_in_the_tree_that_cannot_be(city, act):
    paths = dict(Organisation.objects.values_list("pk", "path"))
    acts = {
        "circle": lambda: city.park_union.move(city.jinggong_union, by=city.zhou, on=MOVED),
        "itself": lambda: city.park_union.move(city.park_union, by=city.zhou, on=MOVED),
        "upside_down": lambda: city.bureau.move(city.park_union, by=city.zhou, on=MOVED),
        "same": lambda: city.bureau.move(city.city, by=city.zhou, on=MOVED),
        "top": lambda: city.city.move(city.bureau, by=city.zhou, on=MOVED),
        "close_top": lambda: city.city.close(by=city.zhou, on=MOVED),
    }
    refused(acts[act], "再作它的上级|不能设在|就是|没有上级|不能关闭")
    assert dict(Organisation.objects.values_list("pk", "path")) == paths


def test_a_circle_in_the_past_alone_is_one_too(city):
    """On no day may two unions stand under each other, though today all is well."""
    one, other = (
        Organisation.found(n, Tier.ENTERPRISE, under=city.bureau, by=city.zhou, on=LONG_AGO)
        for n in ("甲工会", "乙工会")
    )
    other.move(one, by=city.zhou, on=MOVED)
    other.move(city.bureau, by=city.zhou, on=LATER)
    refused(lambda: one.move(other, by=city.zhou, on=MOVED), "或在它之下")
    one.refresh_from_db()
    one.move(other, by=city.zhou, on=LATER)


def test_an_undone_move_may_not_close_a_circle(city):
    """What stands on a change need not name its rows."""
    one, other = (
        Organisation.found(n, Tier.ENTERPRISE, under=city.bureau, by=city.zhou, on=LONG_AGO)
        for n in ("甲工会", "乙工会")
    )
    other.move(one, by=city.zhou, on=MOVED)
    away = other.move(city.bureau, by=city.zhou, on=LATER)
    one.move(other, by=city.zhou, on=LATER)
    refused(lambda: away.undo(by=city.zhou), "或在它之下")
    other.refresh_from_db()
    assert other.parent() == city.bureau
    assert not Change.objects.get(pk=away.pk).is_undone()


def test_a_union_closes_when_nothing_is_left_in_it(city):
    refused(lambda: city.park_union.close(by=city.zhou, on=MOVED), "下属工会 2 家")
    refused(lambda: city.jinggong_union.close(by=city.zhou, on=MOVED), "覆盖企业或园区 1 个")
    city.jinggong.leave_union(by=city.zhou, on=MOVED)
    change = city.jinggong_union.close(by=city.zhou, on=MOVED)
    assert city.jinggong_union.closed_on == MOVED
    assert not Office.objects.of(city.zhao).exists()
    assert city.jinggong_union not in Organisation.objects.branches_of(city.park_union)
    assert city.jinggong_union not in Organisation.objects.under_on(city.city, MOVED)
    assert city.jinggong_union in Organisation.objects.visible_to(city.zheng)  # to look back
    change.undo(by=city.zhou)
    assert city.jinggong_union in Organisation.objects.branches_of(city.park_union)
    assert Office.objects.of(city.zhao).exists()


def test_a_closed_union_never_becomes_the_top(city):
    """A path of one key is the federation's, and opens everything."""
    city.jinggong.leave_union(by=city.zhou, on=MOVED)
    city.jinggong_union.close(by=city.zhou, on=MOVED)
    city.park_union.move(city.west, by=city.zhou, on=LATER)
    closed = Organisation.objects.get(pk=city.jinggong_union.pk)
    assert not closed.is_federation()
    assert closed.path.startswith(Organisation.objects.get(pk=city.park_union.pk).path)


def test_a_park_is_taken_up_by_another(city):
    refused(lambda: city.park.close(by=city.zhou, on=MOVED), "还有 3 家企业")
    change = city.park.merge_into(city.far, by=city.zhou, on=MOVED)
    assert city.far.enterprises().count() == city.park.enterprises(BEFORE).count() == 3
    assert not city.park.enterprises().exists()
    assert city.park.union() is None
    refused(lambda: city.yuncang.move_park(city.park, by=city.zhou), "关闭")
    change.undo(by=city.zhou)
    city.park.refresh_from_db()
    assert city.park.enterprises().count() == 3
    assert not city.park.is_closed()


def test_a_park_gets_another_union_and_its_tenants_with_it(city):
    city.park.change_union(city.west, by=city.zhou, on=MOVED)
    assert city.yuncang.union() == city.west
    assert city.yuncang.union(BEFORE) == city.park_union
    assert city.yuncang not in Enterprise.objects.visible_to(city.zheng)
    empty = city.far
    empty.close(by=city.zhou, on=MOVED)
    assert empty.closed_on == MOVED


def test_what_was_moved_into_and_closed_since_is_not_gone_back_to(city):
    """云仓 left the old park, which closed: the way back is shut until the park is there again."""
    lonely = Park.open("老园", Park.Kind.STARTUP, "东湾区", by=city.zhou)
    city.yuncang.move_park(lonely, by=city.zhou, on=MOVED)
    away = city.yuncang.move_park(city.far, by=city.zhou, on=LATER)
    closing = lonely.close(by=city.zhou, on=LATER)
    refused(lambda: away.undo(by=city.zhou), "关闭")
    closing.undo(by=city.zhou)
    away.undo(by=city.zhou)
    assert city.yuncang.park() == lonely


@pytest.mark.parametrize("verb", ["close", "merge_into", "split", "move_park"])
def test_every_verb_is_previewed_by_itself(city, verb):
    verbs = {
        "close": lambda: city.hengli.close(by=city.zhou, on=MOVED),
        "merge_into": lambda: city.hengli.merge_into(city.jinggong, by=city.zhou, on=MOVED),
        "split": lambda: city.hengli.split("恒力二", credit_code(63), by=city.zhou, on=MOVED),
        "move_park": lambda: city.hengli.move_park(city.far, by=city.zhou, on=MOVED),
    }
    said = Change.preview(verbs[verb])
    assert not Change.objects.exists()
    city.hengli.refresh_from_db()
    assert verbs[verb]().sentences() == said
    assert all("2024年6月1日" in sentence for sentence in said)


def test_what_a_split_found_ended_stays_ended(city):
    """The new one took no union over, as there was none: that there was none must stay so."""
    left = city.jinggong.leave_union(by=city.zhou, on=MOVED)
    split = city.jinggong.split("精工新厂", credit_code(77), by=city.zhou, on=LATER)
    refused(lambda: left.undo(by=city.zhou), "先撤销那一件")
    split.undo(by=city.zhou)
    left.undo(by=city.zhou)
    assert city.jinggong.own_union() == city.jinggong_union
