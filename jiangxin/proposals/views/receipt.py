"""回执: what an author holds against us, on a page, as a file and on paper."""

from io import BytesIO

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jiangxin.proposals.models import Proposal, Receipt
from jiangxin.proposals.receipt_papers import receipt_pdf
from jiangxin.proposals.views.context import find
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def receipts(request, pk):
    """One for each time that the proposal was sent in."""
    proposal, _ = find(request, pk)
    rows = window(request, proposal.receipts.select_related("trace"))
    return page(request, "proposals/receipts.html", {"proposal": proposal, "rows": rows})


@require_safe
def receipt(request, pk):
    found = find_receipt(request, pk)
    context = {"receipt": found, "proposal": found.proposal, "trace": found.trace}
    return page(request, "proposals/receipt.html", {**context, "head": found.head})


@require_safe
def receipt_file(request, pk):
    """The proof itself, to be kept and to be checked without us."""
    found = find_receipt(request, pk)
    answer = HttpResponse(found.proof(), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{found.file_name}.json"'
    return answer


@require_safe
def receipt_paper(request, pk):
    found = find_receipt(request, pk)
    file = BytesIO(receipt_pdf(found))
    return FileResponse(file, as_attachment=True, filename=f"提交回执 {found.file_name}.pdf")


def find_receipt(request, pk):
    """A receipt of a proposal that this user may see."""
    key = Receipt.objects.filter(pk=pk).values_list("proposal", flat=True).first() or 0
    # Asked of this one proposal: of all of them the planner may read every one for each receipt.
    seen = Proposal.objects.visible_to(request.user, among=[key]).values_list("pk", flat=True)
    known = Receipt.objects.filter(proposal__in=list(seen))
    return get_object_or_404(known.select_related("proposal__journey", "trace__about_kind"), pk=pk)
