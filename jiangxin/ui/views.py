from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from jiangxin.lib.addresses import local_path
from jiangxin.ui.appearance import remember
from jiangxin.ui.pages import page
from jiangxin.ui.sampler import Sampler, sample


@require_GET
def style(request):
    """The living style page: each component in each of its states."""
    return page(request, "ui/style.html", {"form": Sampler.filled(), **sample()})


@login_not_required
@require_POST
def appearance(request):
    """Remember theme and size; a script asks for no page, a plain form goes back where it was."""
    if "X-Requested-With" in request.headers:
        return remember(request, HttpResponse(status=204))
    return remember(request, redirect(local_path(request.POST.get("back")) or "/"))
