from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jiangxin.errands.models import Errand
from jiangxin.ui.pages import page


@require_safe
def errand(request, pk):
    """How far it is. The progress bar asks here for its own news (partial "progress").

    Whoever watched the bar to its end is taken to the result without pressing anything.
    """
    errand = get_object_or_404(Errand.objects.visible_to(request.user), pk=pk)
    answer = page(request, "errands/errand.html", {"errand": errand})
    if request.htmx.target == "progress" and errand.is_over and errand.path:
        answer["HX-Redirect"] = errand.path
    return answer
