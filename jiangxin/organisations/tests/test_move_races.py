"""Two officers at once, on real connections; and the control that must lose."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Change, Enterprise, Organisation, Park
from tests.cast import Tier, build_cast

pytestmark = pytest.mark.django_db(transaction=True)
MOVED, LATER = date(2024, 6, 1), date(2024, 8, 1)


@pytest.fixture
def cast(transactional_db):
    return build_cast()


def at_once(*acts):
    """Each act on its own connection, from the same moment; what each of them gave."""
    gate = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            gate.wait(10)
            return act()
        except (Refusal, IntegrityError) as trouble:
            return trouble
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def renaming(cast):
    """Both have read the same name before; 李 and 周 give it another."""
    one, other = (Enterprise.objects.get(pk=cast.jinggong.pk) for _ in "12")
    return (
        lambda: one.rename("精工股份", by=cast.li, on=MOVED),
        lambda: other.rename("精工集团", by=cast.zhou, on=LATER),
    )


def refusals(given):
    return [answer for answer in given if isinstance(answer, Exception)]


def test_of_two_who_rename_one_is_told(cast):
    assert len(refusals(at_once(*renaming(cast)))) == 1
    assert Change.objects.count() == cast.jinggong.former_names.count() == 1


def test_without_the_guard_both_would_rename(cast, monkeypatch):
    """The control: an update that does not ask whether it is still what we saw."""

    def blindly(self, row, seen, new):
        type(row).objects.filter(pk=row.pk).update(**new)

    monkeypatch.setattr(Change, "_conditionally", blindly)
    assert refusals(at_once(*renaming(cast))) == []
    assert Change.objects.count() == 2


def test_of_two_who_move_one_enterprise_it_stands_in_one_park(cast):
    far, near = (Park.open(n, Park.Kind.STARTUP, "西岭区", by=cast.zhou) for n in ("甲", "乙"))
    given = at_once(
        lambda: cast.yuncang.move_park(far, by=cast.zheng, on=MOVED),
        lambda: cast.yuncang.move_park(near, by=cast.li, on=MOVED),
    )
    assert len(refusals(given)) == 1
    assert cast.yuncang.tenancies.count() == 2


def test_of_two_who_undo_one_is_told(cast):
    made = cast.yuncang.leave_park(by=cast.zheng, on=MOVED)
    one, other = (Change.objects.get(pk=made.pk) for _ in "12")
    given = at_once(lambda: one.undo(by=cast.li), lambda: other.undo(by=cast.zheng))
    assert len(refusals(given)) == 1
    assert cast.yuncang.park() == cast.park


def crossing(cast):
    """甲 under 乙 while 乙 goes under 甲: each alone is fine, both are a circle."""
    one, other = (
        Organisation.found(n, Tier.ENTERPRISE, under=cast.bureau, by=cast.zhou, on=date(2020, 1, 1))
        for n in ("甲工会", "乙工会")
    )
    return (
        one,
        other,
        lambda: one.move(other, by=cast.li, on=MOVED),
        lambda: other.move(one, by=cast.zhou, on=MOVED),
    )


def test_two_moves_make_no_circle(cast):
    one, other, *acts = crossing(cast)
    assert len(refusals(at_once(*acts))) == 1
    assert {cast.bureau.pk} < {one.parent().pk, other.parent().pk}
