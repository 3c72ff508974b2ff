from django.http import FileResponse

from jiangxin.documents.models import JPEG, Attachment

SANDBOX = "sandbox; default-src 'none'"


def served(attachment: Attachment, *, thumbnail: bool = False) -> FileResponse:
    """The file as an answer that no browser runs; ask the owning row's permit first."""
    photo = attachment.media_type == JPEG
    file = attachment.thumbnail if thumbnail and attachment.thumbnail else attachment.file
    response = FileResponse(
        file.open("rb"),
        as_attachment=not photo,
        filename=attachment.name,
        content_type=attachment.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
