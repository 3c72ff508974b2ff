import pytest

from jiangxin.accounts.models import User
from jiangxin.organisations.models import Enterprise, Office, Organisation
from tests.cast import LONG_AGO, Role, Tier, credit_code


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
