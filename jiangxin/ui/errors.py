"""What is said when a page cannot be shown: who to ask, never why a row is hidden."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from jiangxin.ui.problems import is_for_program, problem

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request, exception=None):
    if isinstance(exception, TOO_MUCH):
        return plain(request, "ui/too_much.html", 413)
    return plain(request, "ui/bad_request.html", 400)


def not_allowed(request, exception=None, reason=""):
    """403, also for a form whose token is stale (the setting CSRF_FAILURE_VIEW)."""
    return shown(request, "ui/stale.html" if reason else "ui/not_allowed.html", 403)


def not_found(request, exception=None):
    """404: the same words whatever the reason, or a stranger could tell what exists."""
    return shown(request, "ui/not_found.html", 404)


def wrong_way(request, response):
    """405: an address that only a button may use was opened, from a history or after signing in."""
    words = plain(request, "ui/wrong_way.html", 405)
    words["Allow"] = response["Allow"]
    return words


def broken(request):
    return plain(request, "ui/broken.html", 500)


def busy(request):
    response = plain(request, "ui/busy.html", 503)
    response["Retry-After"] = "5"
    return response


def refused(request, reason):
    return shown(request, "ui/refused.html", 409, {"reason": reason, "back": way_back(request)})


def way_back(request):
    """The page whose form was refused, if it is one of ours; else nothing."""
    referer = request.headers.get("Referer", "")
    here = request.build_absolute_uri("/")
    return "/" + referer.removeprefix(here).lstrip("/") if referer.startswith(here) else ""


def shown(request, template, status, context=None):
    """A whole page; for htmx only its partial "refusal", sent to the alert region."""
    if is_for_program(request):
        return problem(status, (context or {}).get("reason", ""))
    if not hasattr(request, "user"):  # refused before anybody was recognised
        return plain(request, template, status, context)
    if "HX-Request" in request.headers:
        return to_alerts(render(request, f"{template}#refusal", context, status=status))
    return render(request, template, context, status=status)


def plain(request, template, status, context=None):
    """The same, without asking the database anything: it may be what is broken."""
    if is_for_program(request):
        return problem(status)
    asked = "HX-Request" in request.headers
    known = {**(context or {}), "demonstration": settings.DEMONSTRATION, "alone": True}
    words = render_to_string(f"{template}#refusal" if asked else template, known)
    response = HttpResponse(words, status=status)
    return to_alerts(response) if asked else response


def to_alerts(response):
    response["HX-Retarget"] = "#alerts"
    response["HX-Reswap"] = "innerHTML show:#alerts:top"
    return response
