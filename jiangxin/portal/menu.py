"""The menu, the phone's tabs and what waits: the context of every page."""

from django.conf import settings
from django.urls import reverse

from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.portal.lists import ON_PAGE
from jiangxin.portal.models import Export
from jiangxin.programmes.models import Seat

MANY = 99  # a count beyond this is shown as 99+


def menu(request):
    context = {
        "demonstration": settings.DEMONSTRATION,
        "organisation_name": settings.FEDERATION,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    offices = sorted(Office.objects.held_by(user), key=lambda held: held.pk)
    office = offices[0] if offices else None
    entries = officers_menu(request, user) if office else workers_tabs(request, user)
    return {
        **context,
        "menu": entries,
        "tabs": phone_tabs(request, entries) if office else entries,
        "office_name": str(office.place) if office else "",
        "search_url": reverse("portal:search"),
        "me_url": reverse("portal:me"),
        "export": export_of(request) if office else None,
    }


def export_of(request):
    """Where the list of this page can be exported, as it is shown; None if the page has none."""
    match = request.resolver_match
    name = ON_PAGE.get(match.view_name) if match else None
    if name is None:
        return None
    query = request.GET.copy()
    query.update({word: said for word, said in match.kwargs.items() if word != "pk"})
    return {
        "url": reverse("portal:exports"),
        "list": name,
        "query": query.urlencode(),
        "place": match.kwargs.get("pk", ""),
        "formats": Export.Format.choices,
    }


def officers_menu(request, user):
    waiting = few(Seat.objects.waiting_for(user))
    held = Office.objects.held_by(user)
    in_a_union = any(office.organisation_id for office in held)
    audits = any(office.role == Office.Role.AUDIT for office in held)
    return [
        entry(request, "portal:desk", "待办", "inbox", count=waiting),
        entry(request, "proposals:list", "建议", "bulb"),
        entry(request, "programmes:list", "活动", "calendar-event"),
        entry(request, "people:list", "职工", "users"),
        entry(request, "organisations:enterprises", "企业", "building-factory-2"),
        entry(request, "organisations:parks", "园区", "map-pin"),
        *([entry(request, "registers:list", "批量登记", "table")] if in_a_union else ()),
        entry(request, "kpi:home", "数字", "chart-bar"),
        *([entry(request, "kpi:flags", "疑点", "flag")] if audits else ()),
        entry(request, "portal:messages", "消息", "bell", count=unread(user)),
    ]


def phone_tabs(request, entries):
    """Four places within the thumb's reach: the rest is one tap further, under 更多."""
    return [*entries[:3], entry(request, "portal:more", "更多", "menu-2")]


def workers_tabs(request, user):
    return [
        entry(request, "portal:home", "首页", "home"),
        entry(request, "proposals:list", "我的建议", "bulb"),
        entry(request, "programmes:list", "活动", "calendar-event"),
        entry(request, "portal:me", "我", "user", count=unread(user)),
    ]


def unread(user):
    return few(Notification.objects.of(user).unread())


def few(rows):
    """How many there are, as far as it is shown. Their keys cost less than an SQL count of them."""
    return len(rows.values_list("pk")[: MANY + 1])


def entry(request, name, word, icon, count=0):
    url = reverse(name)
    here = request.path == url if url == "/" else request.path.startswith(url)
    return {
        "url": url,
        "word": word,
        "icon": icon,
        "current": here,
        "count": f"{MANY}+" if count > MANY else count,
    }
