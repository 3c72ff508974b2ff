from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.views.decorators.http import require_safe

from jiangxin.api.description import operations
from jiangxin.ui.pages import page


@login_not_required
@require_safe
def documentation(request):
    """How to read the figures by a program; for whoever writes that program."""
    here = request.build_absolute_uri(settings.API_PATH)
    context = {"operations": operations(), "here": here, "limit": settings.API_READS_A_MINUTE}
    return page(request, "api/documentation.html", context)
