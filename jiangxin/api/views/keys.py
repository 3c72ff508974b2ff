"""密钥: issue one, see how each is used, revoke it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from jiangxin.api.forms import KeyForm
from jiangxin.api.models import Key
from jiangxin.api.permits import KeyPermits
from jiangxin.lib.permits import require
from jiangxin.organisations.permits import decides_below, seats_of
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


def keys(request):
    """Those of my union and of all below it, the newest first; and a new one."""
    if not KeyPermits(request.user, None).issue():
        raise Http404
    form = KeyForm(seats_of(request.user), request.POST if request.method == "POST" else None)
    if form.is_valid():
        key, secret = Key.issue(by=request.user, **form.cleaned_data)
        return page(request, "api/issued.html", {"key": key, "secret": secret})
    known = Key.objects.below(decides_below(request.user)).for_list()
    context = {"form": form, "rows": window(request, known)}
    return page(request, "api/keys.html", context, status=422 if form.errors else 200)


@require_POST
def revocation(request, pk):
    known = Key.objects.below(decides_below(request.user)).for_list()
    key = get_object_or_404(known, pk=pk)
    require(KeyPermits(request.user, key).revoke())
    key.revoke(by=request.user)
    messages.success(request, f"“{key}”已撤销，从现在起不能再用。")
    return redirect("api:keys")
