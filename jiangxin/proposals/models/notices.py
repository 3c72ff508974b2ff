"""Whom a verb tells, and in which words. Nothing sensitive: titles, names of unions, remarks.

Each message has a key that names the step of the road, so that the same step is told once.
"""

from jiangxin.notifications.models import Kind, Notification
from jiangxin.people.models import Person


def tell_authors(proposal, title, text="", event=""):
    """A keeper answered: it left their desk, and all who agreed to be its authors hear of it.

    `event` names what happened, where the road goes no further: after 通过 it stands still.
    """
    keepers_are_done(proposal)
    agreed = proposal.authorships.exclude(consented_at=None).values("person")
    people = Person.objects.survivors(agreed).exclude(user=None)
    for person in people.select_related("user").order_by("pk"):
        _tell(proposal, person.user, title, Kind.ANSWER, text, event)


def tell_keepers(proposal):
    for user in proposal.journey.keepers():
        _tell(proposal, user, f"待办：{proposal}", Kind.WAITING)


def tell_entered(proposal, user):
    """To the worker for whom it was entered: they signed the paper, and may still withdraw."""
    title = f"{proposal.entered_by.name}替您录入了“{proposal}”"
    text = "按您签名的纸件录入，您是提出人。内容不对，或不想提了，打开以后可以撤回。"
    _tell(proposal, user, title, Kind.OTHER, text, "entered")


def tell_opinion(proposal, user, remark):
    """To the enterprise: no idea to be judged, but something to be seen to."""
    title = f"职工的一般性意见，请处理：{proposal}"
    _tell(proposal, user, title, Kind.OTHER, remark, "opinion")


def keepers_are_done(proposal):
    """It left their desk: nobody has to look at it any more."""
    Notification.settle(proposal.get_absolute_url(), Kind.WAITING)


def ask_for_consent(proposal, person):
    title = f"{proposal.author}请您一起提“{proposal}”，请您确认"
    _tell(proposal, person.account(), title, Kind.INVITATION)


def consent_is_given(proposal, user):
    """Given or refused: they answered."""
    Notification.settle(proposal.get_absolute_url(), Kind.INVITATION, user=user)


def _tell(proposal, user, title, kind, text="", event=""):
    step = f"{kind}:journey:{proposal.journey.pk}:{proposal.journey.moves}"
    step = f"{step}:{event}" if event else step
    path = proposal.get_absolute_url()
    Notification.tell(user, title, kind=kind, text=text, path=path, key=step)
