"""A room above holds on to people: the import that brought them is not taken back."""

from jiangxin.documents.intake import Status
from jiangxin.lib import clock
from jiangxin.people.models import Person
from jiangxin.people.tests.rosters import again, merged, worker
from jiangxin.programmes.models import Participation


def test_who_took_part_since_stands_in_the_way(cast, programme):
    roster = merged(cast.jinggong, [worker("王小明", 11), worker("李小红", 12)], by=cast.zhao)
    Participation.objects.create(
        person=Person.objects.get(name="王小明"),
        programme=programme,
        kind=Participation.Kind.PROPOSAL,
        act="journey:1",
        enterprise=cast.jinggong,
        organisation=cast.jinggong_union,
        lineage=[cast.jinggong_union.pk],
        on=clock.today(),
        is_in_plan=True,
    )
    roster.undo(by=cast.zhao)
    roster = again(roster, "take_back")
    assert roster.status == Status.MERGED
    assert "0 人的登记或在职又有变动，1 人已经开了账号、参加过活动" in roster.errand.failure
    assert Person.objects.filter(name__in=["王小明", "李小红"]).count() == 2
