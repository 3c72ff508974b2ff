"""代为录入: a proposal that a worker handed in on paper is entered for them."""

from django.db import IntegrityError, transaction

from jiangxin.audit.models import leave_trace
from jiangxin.documents.models import Attachment
from jiangxin.lib.refusal import Refusal
from jiangxin.proposals.models import notices


class Entering:
    """What an officer does to a Proposal for the worker who signed the paper."""

    @classmethod
    def enter(cls, programme, *, person, by, form_token, **written):
        """Write it down and send it in for this person; all or nothing, and only once.

        `written` gives scan (the Paper they signed, which is their consent), title, answers,
        category, colleagues, photos and papers. Refused for oneself. Whoever entered it never
        judges it.
        """
        sent = cls.objects.filter(form_token=form_token, entered_by=by)
        if made := sent.select_related("journey").first():
            return made
        written |= {"programme": programme, "form_token": form_token}
        try:
            return cls._enter(person=person, by=by, **written)
        except IntegrityError:
            if not sent.exists():
                raise
            return sent.get()

    @classmethod
    @transaction.atomic
    def _enter(cls, *, person, by, scan, photos=(), papers=None, **written):
        if person.is_of(by):
            raise Refusal("这是您自己的建议，不用代录。请在首页点“提一条建议”。")
        new = cls.draft(author=person, **written)
        new.journey.bar(by)  # while it is a draft: later it may lie at their own gate
        new.entered_by = by
        new.scan = Attachment.keep_document(scan, scan.name, by=by)
        new.save(update_fields=["entered_by", "scan"])
        new.add_photos(photos, by=by)
        new.enclose(papers or {}, by=by)
        told = {"actor": f"{by.name}代{person}", "remark": "有本人签名的纸件"}
        leave_trace("代为录入", new.journey, by=by, person=person.pk, **told)
        new._send(by=by)
        notices.tell_entered(new, person.user)
        return new
