from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jiangxin.lib.workdays import (
    add_working_days,
    is_forecast,
    is_working_day,
    working_days_between,
)

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def test_the_national_day_and_the_sunday_worked_for_it():
    assert not is_working_day(date(2026, 10, 1))
    assert is_working_day(date(2026, 9, 20))  # a Sunday, 国办发明电〔2025〕7号
    assert not is_forecast(date(2026, 10, 1))


def test_a_year_not_yet_published_is_a_forecast_of_plain_weeks():
    assert is_forecast(date(2027, 10, 1))
    assert is_working_day(date(2027, 10, 1))
    assert not is_working_day(date(2027, 10, 2))
    assert is_working_day(date(2003, 1, 6)) and is_forecast(date(2003, 1, 6))


def test_the_federations_own_rows_come_first():
    own = {date(2027, 10, 1): False, date(2027, 10, 2): True}
    assert not is_working_day(date(2027, 10, 1), own)
    assert not is_forecast(date(2027, 10, 1), own)
    assert add_working_days(date(2027, 9, 30), 1, own) == date(2027, 10, 2)
    assert working_days_between(date(2027, 9, 30), date(2027, 10, 2), own) == 1


def test_the_day_of_the_act_does_not_count():
    friday = date(2026, 11, 20)
    assert add_working_days(friday, 5) == date(2026, 11, 27)
    assert add_working_days(friday, 0) == friday
    assert add_working_days(date(2026, 11, 23), -1) == friday


@given(days, st.integers(0, 60))
def test_adding_and_counting_agree(day, n):
    assert working_days_between(day, add_working_days(day, n)) == n


@given(days, st.integers(1, 60))
def test_a_term_ends_on_a_working_day(day, n):
    assert is_working_day(add_working_days(day, n))


@given(days, st.integers(0, 400))
def test_counting_back_is_the_negative(day, n):
    later = date.fromordinal(day.toordinal() + n)
    assert working_days_between(later, day) == -working_days_between(day, later)
