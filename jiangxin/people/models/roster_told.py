"""Who is told that a roster took people over: those who keep the people of where they worked."""

from collections import defaultdict

from jiangxin.notifications.models import Kind, Notification
from jiangxin.organisations.models import Enterprise, Office

TAKEN_OVER = "“{here}”导入名册，调走了{there}"
GIVEN_BACK = "“{here}”撤销了名册导入，退回了{there}"


def tell_left_behind(roster, counts, sentence, *, by):
    """One message to each steward for a whole import. counts: [(enterprise, people)]."""
    lost = dict(counts)
    told = defaultdict(list)
    for place in Enterprise.objects.filter(pk__in=lost).order_by("pk"):
        union = place.union()
        stewards = Office.objects.today().filter(role=Office.Role.STEWARD, organisation=union)
        for office in stewards.select_related("user").order_by("pk") if union else ():
            told[office.user].append(place)
    for user, places in told.items():
        if user != by:
            there = "、".join(f"“{place}”{lost[place.pk]:,} 人" for place in places)
            title = sentence.format(here=roster.enterprise, there=there)
            path = places[0].get_absolute_url()
            text = f"由{by}办理。有疑问请和对方联系。"
            Notification.tell(user, title, kind=Kind.REGISTER, text=text, path=path)
