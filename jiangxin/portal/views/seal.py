"""封存记录: what anybody needs to check a receipt without us."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from jiangxin.audit.models import Head
from jiangxin.ui.pages import page

SLOW = 5  # seconds; the sealer comes every second


@login_not_required
@require_safe
def seal(request):
    """How far the log is sealed, the public key, and the record of each month."""
    waits = Head.objects.lag().total_seconds()
    context = {"head": Head.objects.latest_head(), "files": published()}
    context["waits"] = round(waits) if waits > SLOW else 0
    return page(request, "portal/seal.html", context)


@login_not_required
@require_safe
def seal_file(request, name):
    """One of them, as it lies in the heads' folder: it holds hashes and no words."""
    found = next((file for file in published() if file.name == name), None)
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), as_attachment=True, content_type="text/plain")


def published():
    """The public keys and the months, the newest first."""
    place = Path(settings.HEADS)
    months = sorted(place.glob("*.jsonl"), reverse=True)
    return [*sorted(place.glob("key-*.pem")), *months]
