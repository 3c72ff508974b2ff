from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jiangxin.errands.models import Errand
from jiangxin.ui.pages import page


@require_safe
def errand(request, pk):
    """How far it is. The progress bar asks here for its own news (partial "progress")."""
    errand = get_object_or_404(Errand.objects.visible_to(request.user), pk=pk)
    return page(request, "errands/errand.html", {"errand": errand})
