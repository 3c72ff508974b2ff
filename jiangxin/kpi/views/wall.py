"""大屏: a place at one glance; the page asks for its own news."""

from django.views.decorators.http import require_safe

from jiangxin.kpi.views import find
from jiangxin.kpi.wall import Wall, shown_first
from jiangxin.lib import clock
from jiangxin.ui.pages import page


@require_safe
def wall(request, kind, pk):
    """?period=&scope=: without them the plan's, while one is under way, or else this year's."""
    place, period = find.place(request, kind, pk), find.period(request)
    if not request.GET:
        place, period = shown_first(place, clock.today())
    # Always dark and of its own size, whatever the person chose for their desk.
    known = {"theme": "dark", "text_size": "normal"}
    return page(request, "kpi/wall.html", {"wall": Wall(place, period), "place": place, **known})
