"""What leaves as a file: photos, and the 申报表 on paper."""

from io import BytesIO

from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.documents.serving import served
from jiangxin.lib.permits import require
from jiangxin.proposals.models import Enclosure, Photo, Proposal
from jiangxin.proposals.papers import as_pdf, as_word
from jiangxin.proposals.views.context import find


@require_safe
def photo(request, pk):
    return served(find_photo(request, pk).attachment)


@require_safe
def thumbnail(request, pk):
    return served(find_photo(request, pk).attachment, thumbnail=True)


@require_safe
def enclosure(request, pk):
    known = Enclosure.objects.filter(proposal__in=Proposal.objects.visible_to(request.user))
    return served(get_object_or_404(known.select_related("attachment"), pk=pk).attachment)


@require_POST
def removal(request, pk):
    photo = find_photo(request, pk)
    proposal, may = find(request, photo.proposal_id)
    require(may.edit())
    photo.remove()
    return redirect("proposals:revision", proposal.pk)


@require_safe
def paper(request, pk):
    """申报表 as a PDF, to print, sign and stamp."""
    proposal, _ = find(request, pk)
    file = BytesIO(as_pdf(proposal))
    return FileResponse(file, as_attachment=True, filename=f"申报表 {proposal.number}.pdf")


@require_safe
def word(request, pk):
    proposal, _ = find(request, pk)
    return FileResponse(
        as_word(proposal), as_attachment=True, filename=f"申报表 {proposal.number}.docx"
    )


def find_photo(request, pk):
    known = Photo.objects.filter(proposal__in=Proposal.objects.visible_to(request.user))
    return get_object_or_404(known.select_related("attachment"), pk=pk)
