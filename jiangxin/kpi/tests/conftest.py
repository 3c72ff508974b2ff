import pytest

from jiangxin.accounts.models import User
from jiangxin.organisations.models import Enterprise, Office, Organisation
from jiangxin.people.models import Person
from jiangxin.programmes.models import Journey, Participation
from tests.cast import LONG_AGO, Role, Tier, credit_code, phone


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


@pytest.fixture
def elsewhere(cast):
    """远山公司 of another district, in no park of the plan."""
    cast.other = Organisation.found(
        "西岭区总工会", Tier.BUREAU, under=cast.city, by=cast.zhou, on=LONG_AGO
    )
    cast.tan = User.objects.create_user("谭专管员")
    Office.grant(cast.tan, Role.STEWARD, cast.other, by=cast.zhou, since=LONG_AGO)
    cast.yuanshan = Enterprise.register(
        "远山公司", credit_code(9), Enterprise.Ownership.NON_PUBLIC, by=cast.zhou
    )
    cast.yuanshan_union = Organisation.found(
        "远山公司工会", Tier.ENTERPRISE, under=cast.other, by=cast.zhou, on=LONG_AGO
    )
    cast.yuanshan.join(cast.yuanshan_union, by=cast.zhou, on=LONG_AGO)
    cast.gu = User.objects.create_user("顾专管员")
    Office.grant(cast.gu, Role.STEWARD, cast.yuanshan_union, by=cast.zhou, since=LONG_AGO)
    return cast.yuanshan
