import logging
from contextlib import nullcontext

from django.apps import apps
from django.db import DataError, IntegrityError, OperationalError

from jiangxin.lib.looking import looking, requested
from jiangxin.lib.refusal import Refusal
from jiangxin.ui import errors

logger = logging.getLogger(__name__)

POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
)
UNUSED = ["camera", "geolocation", "microphone", "payment", "usb"]
PERMISSIONS = ", ".join(f"{power}=()" for power in UNUSED)
SOMETHING_STANDS_IN_THE_WAY = "这一步和已有的记录冲突，没有生效。请回到上一页看看最新情况。"


class BadInputMiddleware:
    """Turns away what PostgreSQL cannot hold (NUL, lone surrogates) before anybody reads it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if any(unfit(text) for text in given(request)):
            return protected(errors.bad_request(request))
        return self.get_response(request)


def given(request):
    yield request.path
    yield from request.COOKIES.values()
    for key, values in request.GET.lists():
        yield key
        yield from values


def unfit(text):
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


class HeadersMiddleware:
    """Nothing from outside, nothing inline; what a signed-in person saw stays in no cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = protected(self.get_response(request))
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def protected(response):
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("Permissions-Policy", PERMISSIONS)
    return response


class LookingMiddleware:
    """A page that is only looked at asks the same thing once, an act the day (lib/looking)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with requested(), looking() if request.method in ("GET", "HEAD") else nullcontext():
            return self.get_response(request)


class RefusalMiddleware:
    """Shows every refusal in the same way, so that no view has to catch one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        return errors.wrong_way(request, response) if response.status_code == 405 else response

    def process_exception(self, request, exception):
        match exception:
            case Refusal():
                return errors.refused(request, str(exception))
            case IntegrityError():
                return errors.refused(request, sentence(exception))
            case DataError() | UnicodeEncodeError():
                logger.info("unreadable input at %s: %s", request.path, type(exception).__name__)
                return errors.bad_request(request)
            case OperationalError():
                logger.warning("the database did not answer at %s", request.path, exc_info=True)
                return errors.busy(request)
        return None


def sentence(error):
    """What the broken constraint says to a person; it is written beside the constraint's name."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            own = constraint.violation_error_message != constraint.default_violation_error_message
            if constraint.name == name and own:
                return str(constraint.violation_error_message)
    logger.warning("no sentence for the constraint %s", name)
    return SOMETHING_STANDS_IN_THE_WAY
