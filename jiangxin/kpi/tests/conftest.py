import pytest

from jiangxin.people.models import Person
from jiangxin.programmes.models import Journey, Participation
from tests.cast import LONG_AGO, phone


@pytest.fixture
def act(cast, programme):
    """Let somebody take part: a Participation with a journey of its own."""

    def take_part(person, kind=Participation.Kind.PROPOSAL, enterprise=None, union=None):
        union = union or cast.jinggong_union
        journey = Journey.start(programme, title="快换夹具", origin=union, by=cast.zhang.user)
        place = enterprise or cast.jinggong
        return Participation.record(person, kind, journey, enterprise=place, park=place.park())

    return take_part


@pytest.fixture
def twin(cast):
    """A second record, without an ID number, of 张师傅."""
    return Person.enrol("张师傅", enterprise=cast.jinggong, phone=phone(1), since=LONG_AGO)
