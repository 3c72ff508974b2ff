"""What I was told."""

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.notifications.models import Kind, Notification
from jiangxin.portal.forms import KindForm
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def messages(request):
    """All of them, or those of one kind; the new ones first."""
    kind, mine = KindForm.asked(request), Notification.objects.of(request.user)
    context = {
        "rows": window(request, mine.of_kind(kind)),
        "news": mine.unread().exists(),
        "kind": kind,
        "kinds": Kind.choices,
    }
    return page(request, "portal/messages.html", context)


@require_POST
def reading(request, pk):
    """Open a message: it is read, and leads to its page."""
    message = get_object_or_404(Notification.objects.of(request.user), pk=pk)
    message.read()
    return redirect(message.path or "portal:messages")


@require_POST
def reading_all(request):
    """Nothing of what is there now is new any more."""
    Notification.objects.of(request.user).read()
    return redirect("portal:messages")
