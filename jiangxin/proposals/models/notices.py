"""Whom a verb tells, and in which words. Nothing sensitive: titles, names of unions, remarks."""

from jiangxin.notifications.models import Notification
from jiangxin.people.models import Person


def tell_authors(proposal, title, text=""):
    """Tell all who agreed to stand among its authors."""
    agreed = proposal.authorships.exclude(consented_at=None).values("person")
    people = Person.objects.survivors(agreed).exclude(user=None)
    for person in people.select_related("user").order_by("pk"):
        _tell(proposal, person.user, title, text)


def tell_keepers(proposal):
    for user in proposal.journey.keepers():
        _tell(proposal, user, f"待办：{proposal}")


def ask_for_consent(proposal, person):
    _tell(proposal, person.account(), f"{proposal.author}请您一起提“{proposal}”，请您确认")


def _tell(proposal, user, title, text=""):
    Notification.tell(user, title, text=text, path=proposal.get_absolute_url())
