"""The way in: from a phone to a code, from a code to a person, from a person to a session."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.shortcuts import redirect

from jiangxin.accounts import limits
from jiangxin.accounts.devices import Device
from jiangxin.accounts.models import SignIn
from jiangxin.audit.models import leave_trace
from jiangxin.notifications.models import Carrier, Contact
from jiangxin.ui.pages import page

ATTEMPT, NEXT, SHOWN = "sign_in", "sign_in_next", "demonstration_code"


def attempt_of(request):
    """The attempt that this browser has under way, or None."""
    return SignIn.objects.filter(pk=request.session.get(ATTEMPT)).first()


def ask_for_code(request, phone):
    """Whether a code is on its way: a new one, or the one that went to this number just now."""
    attempt = attempt_of(request)
    if attempt and attempt.phone == phone and not attempt.confirmed_at and attempt.wait():
        return True
    allowed = limits.may_ask_for_code(request, phone)
    if allowed:
        send_code(request, phone)
    return allowed


def send_code(request, phone, *, attempt=None):
    """Send a code to the phone, of which the page shows nothing (but a demonstration does)."""
    adapter = get_adapter()
    code, reachable = adapter.generate_login_code(), bool(adapter.people_with(phone))
    if attempt:
        attempt.send(code, reachable=reachable)
    else:
        attempt = SignIn.begin(phone, code, reachable=reachable)
    request.session[ATTEMPT] = attempt.pk
    if settings.DEMONSTRATION:
        request.session[SHOWN] = f"{code[:3]} {code[3:]}" if reachable else ""


def admit(request, attempt):
    """The code was right: let in the one person of this phone, or ask which of them it is."""
    people = get_adapter().people_with(attempt.phone)
    if len(people) == 1:
        return enter(request, attempt, people[0])
    if people:
        return redirect("account_last_four")
    return nobody(request)


def enter(request, attempt, person):
    if not attempt.close():
        return redirect("account_login")
    return welcome(request, person.account(), attempt.phone, way="code")


def welcome(request, user, phone, *, way):
    """A new session for the user, and back to the page they came for."""
    onward = request.session.pop(NEXT, "")
    for key in (ATTEMPT, SHOWN):
        request.session.pop(key, None)
    record_authentication(request, user, way)
    response = perform_login(request, Login(user=user, redirect_url=onward or None))
    leave_trace("登录", user, by=user, way=way)
    Contact.keep(user, Carrier.SMS, phone)
    return Device.of(request).greet(request, response, phone)


def nobody(request):
    """Nobody on the register fits. The words are the same whatever the reason."""
    request.session.pop(ATTEMPT, None)
    return page(request, "accounts/nobody.html", status=403)
