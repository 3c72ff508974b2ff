import re

from django.shortcuts import render
from django.utils.cache import patch_vary_headers

PARTIAL = re.compile(r"[A-Za-z][\w-]{0,60}")


def page(request, template, context=None, status=200):
    """Render a page, or only the box of it that htmx wants to fill.

    A partial is named after the id of the element that it fills, so a request with
    "HX-Target: rows" gets the partial "rows" of the same template, if it has one.
    """
    target = request.headers.get("HX-Target", "")
    restoring = "HX-History-Restore-Request" in request.headers  # the browser's "back": all of it
    wanted = template
    if PARTIAL.fullmatch(target) and not restoring:
        wanted = [f"{template}#{target}", template]
    response = render(request, wanted, context, status=status)
    patch_vary_headers(response, ["HX-Target"])
    return response
