"""How a proposal is written: the form's own verbs."""

import hashlib

from django.db import IntegrityError, transaction

from jiangxin.documents.models import Attachment
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.text import tokens
from jiangxin.proposals.models.enclosure import Enclosure
from jiangxin.proposals.models.jotting import Jotting
from jiangxin.proposals.models.photo import Photo
from jiangxin.questionnaires.models import text_of


class Writing:
    """What the form does to a Proposal."""

    passages = ()  # of a proposal only the whole is looked for in a longer text

    @classmethod
    def write(cls, programme, *, author, form_token, submit=False, place=None, **written):
        """What the form does: draft, keep the photos, submit; all or nothing, and only once.

        A form that comes a second time, even at the same moment, is about the proposal that the
        first one made.
        """
        by = author.user or author.account()
        sent = cls.objects.filter(form_token=form_token, journey__started_by=by)
        if made := sent.select_related("journey").first():
            if made.journey.is_with_author():
                made.revise(by=by, submit=submit, **written)
            return made
        try:
            return cls._write(
                programme=programme,
                author=author,
                form_token=form_token,
                submit=submit,
                place=place,
                **written,
            )
        except IntegrityError:
            if not sent.exists():
                raise
            return sent.get()

    @classmethod
    @transaction.atomic
    def _write(cls, *, author, submit, photos=(), papers=None, **written):
        new, by = cls.draft(author=author, **written), author.user
        new.add_photos(photos, by=by)
        new.enclose(papers or {}, by=by)
        Jotting.forget(new.form_token, by=by)
        if submit:
            new._send(by=by)
        return new

    @transaction.atomic
    def revise(self, *, by, submit=False, photos=(), papers=None, **written):
        """Change what is written, while it lies with its author; and submit it, if so wished.

        `written` gives title, answers, category and colleagues, and duty where it is asked.
        """
        if not self.journey.hold().is_with_author():
            raise OutOfStep(f"“{self}”已经交上去，不能再改。")
        must_have_a_title(written["title"])
        self.title, self.answers = written["title"], written["answers"]
        self.category = written.get("category")
        self.duty = written.get("duty", self.duty)
        self.words = words_of(self.title, self.answers)
        self.save(update_fields=["title", "answers", "category", "duty", "words"])
        self.journey.retitle(self.title)
        self._invite(written.get("colleagues", ()))
        self.add_photos(photos, by=by)
        self.enclose(papers or {}, by=by)
        Jotting.forget(self.form_token, by=by)
        if submit:
            self.submit(by=by)

    @classmethod
    def jot(cls, *, by, programme, proposal=None, token, **written):
        """底稿: keep how the form stands, unchecked; see Jotting.keep. Refused once it was sent."""
        if proposal is None and cls.objects.filter(form_token=token).exists():
            raise OutOfStep("这张表已经交过了，请到“我的建议”里看。")
        if proposal and not proposal.journey.is_with_author():
            raise OutOfStep("这条建议已经交上去，不能再改。")
        return Jotting.keep(by, programme, proposal, token=token, **written)

    def add_photos(self, photos, *, by, note=None):
        """Keep these pictures, (name, developed Photo) each; one that is there stays one."""
        if not photos:
            return
        kept = self.photos.filter(note=note)
        there = set(kept.values_list("attachment__sha256", flat=True))
        new = [(name, photo) for name, photo in photos if sha256_of(photo) not in there]
        if len(there) + len(new) > Photo.MOST:
            raise Refusal(f"照片最多 {Photo.MOST} 张，请先去掉几张。")
        for name, photo in new:
            self.photos.create(attachment=Attachment.keep_developed(photo, name, by=by), note=note)

    def enclose(self, papers, *, by):
        """Keep these files, {key of the question: Paper}; what is answered no more goes."""
        for old in self.enclosures.select_related("attachment"):
            if old.key in papers or not self.answers.get(old.key):
                old.remove()
        for key, paper in papers.items():
            new = Enclosure.keep(self, key, paper, by=by)
            self.answers[key] = {"key": new.pk, "name": str(new)}
        if papers:
            self.words = words_of(self.title, self.answers)
            self.save(update_fields=["answers", "words"])

    @property
    def text(self):
        """All that was written: by it proposals are compared."""
        return text_of_all(self.title, self.answers)

    def _invite(self, colleagues):
        """Ask exactly these colleagues, besides those who have answered already."""
        wanted = {person.pk: person for person in colleagues}
        known = list(self.authorships.all())
        self.authorships.filter(
            pk__in=[a.pk for a in known if a.is_open() and a.person_id not in wanted]
        ).delete()
        last = max((a.position for a in known), default=1)
        new = [p for key, p in wanted.items() if key not in {a.person_id for a in known}]
        for position, person in enumerate(new, start=last + 1):
            self.authorships.create(person=person, position=position)


def must_have_a_title(title):
    if not title:
        raise Refusal("请先写题目，一句话就行。")


def words_of(title, answers):
    """All that a search may find in a proposal."""
    return tokens(text_of_all(title, answers))


def text_of_all(title, answers):
    return "\n".join([title, *filter(None, map(text_of, answers.values()))])


def sha256_of(photo):
    return hashlib.sha256(photo.content).hexdigest()
