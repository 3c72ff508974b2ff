from django.views.decorators.http import require_safe

from jiangxin.programmes.views.calls import find, programme_context
from jiangxin.ui.pages import page


@require_safe
def programme(request, pk):
    """One call, as its own room shows it, with the way to take part."""
    return page(request, "portal/programme.html", programme_context(request, find(request, pk)))
