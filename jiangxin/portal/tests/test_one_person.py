"""Figures count a person once, whatever number of records they had (并档)."""

from jiangxin.people.models import Merger, Person
from jiangxin.portal import figures
from jiangxin.proposals.models import Proposal
from tests.cast import LONG_AGO

ANSWERS = {"problem": "换型慢", "measure": "改定位销"}


def test_two_records_of_one_person_are_one_participant(cast, programme):
    twin = Person.enrol("张师傅", enterprise=cast.jinggong, since=LONG_AGO)
    for author in (cast.zhang, twin):
        sent = Proposal.draft(programme=programme, author=author, title="甲", answers=ANSWERS)
        sent.submit(by=author.user)
    cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=10)
    merger = Merger.make(cast.zhang, twin, by=cast.zhao, reason="同一人")
    year = figures.Period.this_year()
    for people in (1, 2):
        told = figures.of_enterprise(cast.jinggong, year)
        assert (told.people, told.acts, told.reached) == (people, 2, people)
        (line,) = figures.lines("enterprise", [cast.jinggong], year)
        assert line.people == people
        if people == 1:
            merger.undo(by=cast.zhao)
