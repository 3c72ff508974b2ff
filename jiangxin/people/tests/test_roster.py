"""A roster from the file to the register, by its verbs."""

from jiangxin.people.models import Person
from jiangxin.people.models.roster import Status
from jiangxin.people.tests.rosters import received, tally, upload, worker


def test_a_roster_comes_in_is_previewed_and_merged(cast):
    rows = [worker("王小明", 11), worker("李小红", 12), worker("张师傅", 1, "二车间", "铣工")]
    roster = received(cast.jinggong, upload(rows), by=cast.zhao)
    assert roster.status == Status.PREVIEWED
    assert tally(roster) == (2, 0, 1, 0, 1)
    assert not Person.objects.filter(name="王小明").exists()
    roster.confirm(by=cast.zhao)
    roster.refresh_from_db()
    roster.merge()
    roster.refresh_from_db()
    assert roster.status == Status.MERGED
    assert roster.errand.ended_at
    person = Person.objects.get(name="王小明")
    assert person.employment().enterprise == cast.jinggong
    assert person.masked_phone == "138****0011"
