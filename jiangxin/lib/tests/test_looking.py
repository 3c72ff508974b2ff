import pytest

from jiangxin.lib import clock
from jiangxin.lib.looking import looking, once, requested


@pytest.fixture
def asked():
    """What a small question was asked, and the question."""
    heard = []

    @once
    def question(*about):
        heard.append(about)
        return len(heard)

    return heard, question


def test_asked_once_while_somebody_only_looks(asked):
    heard, question = asked
    with looking():
        assert [question(1), question(1), question(2), question(1)] == [1, 1, 2, 1]
    assert heard == [(1,), (2,)]


def test_nothing_is_remembered_while_something_is_done(asked):
    _, question = asked
    assert [question(1), question(1)] == [1, 2]


def test_one_look_knows_nothing_of_another(asked):
    _, question = asked
    with looking():
        question(1)
    with looking():
        assert question(1) == 2
    assert question(1) == 3


def test_forgotten_also_when_the_page_breaks(asked):
    _, question = asked
    with pytest.raises(ZeroDivisionError), looking():
        question(1)
        raise ZeroDivisionError
    assert question(1) == 2


@pytest.mark.django_db
def test_a_page_has_one_day(django_assert_num_queries):
    with looking(), django_assert_num_queries(1):
        assert clock.today() == clock.today()


@pytest.mark.django_db
def test_an_act_is_of_one_day(django_assert_num_queries):
    with requested(), django_assert_num_queries(1):
        assert clock.today() == clock.today()
    with django_assert_num_queries(2):
        clock.today(), clock.today()


@pytest.mark.django_db
def test_the_moment_of_an_act_goes_on(django_assert_num_queries):
    with requested(), django_assert_num_queries(2):
        assert clock.moment() < clock.moment()
