"""回执: what an author holds against us. Its proof is checked by `jiangxin_verify`, without us."""

from functools import cached_property
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.urls import reverse

from jiangxin.audit.models import Head, Trace
from jiangxin.lib.refusal import Refusal
from jiangxin_verify.canonical import canonical, read
from jiangxin_verify.receipt import KIND, VERSION

LONGEST_NAME = 40  # of the federation in a QR code


class Receipt(models.Model):
    """回执: what was sent in, to the letter. Its hash stands in the trace of the submission."""

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="receipts")
    trace = models.OneToOneField(Trace, models.PROTECT, related_name="+")
    content = models.TextField("所交内容")  # canonical JSON

    def __str__(self):
        return f"{self.trace.verb} {self.proposal}"

    def get_absolute_url(self):
        return reverse("proposals:receipt", args=[self.pk])

    @classmethod
    def draw_up(cls, proposal, authorships, *, by):
        """Send the entry of this proposal on its road, and keep what went with it."""
        new = cls(proposal=proposal)
        new.trace = proposal.journey.submit(by=by, told=lambda: new._write(authorships))
        new.save(force_insert=True)
        return new

    def _write(self, authorships):
        """Take down what is sent in; the hash of it, for the trace."""
        self.content = canonical(content_of(self.proposal, authorships))
        return {"content": sha256(self.content.encode()).hexdigest()}

    @cached_property
    def told(self):
        """What was sent in, as names and values."""
        return read(self.content)

    @cached_property
    def head(self):
        """The head that covers it, or None as long as it waits for its seal."""
        return Head.objects.covering(self.trace.position)

    @property
    def place(self):
        """Which one it is in the log, as people count."""
        return self.trace.position + 1

    @property
    def digest(self):
        return bytes(self.trace.digest).hex()

    @property
    def root(self):
        return bytes(self.head.root).hex()

    @property
    def file_name(self):
        """The number of the proposal, and which of its submissions this is."""
        return f"{self.told['number']}-{self.pk}"

    @property
    def state(self):
        return ("done", "已封存") if self.is_sealed() else ("waiting", "正在封存")

    def is_sealed(self):
        return self.trace.position is not None

    def must_be_provable(self):
        if not self.is_sealed():
            raise Refusal("正在封存，一般几秒钟，请稍后再下载。")
        if self.trace.is_erased():
            raise Refusal("这一次提交的留痕已经抹去，不能再出回执。以前下载的仍然有效。")

    def proof(self):
        """The file that proves it: everything that `jiangxin verify-receipt` asks."""
        self.must_be_provable()
        trace, head = self.trace, self.head
        proof = {
            "kind": KIND,
            "version": VERSION,
            "federation": head.federation,
            "content": self.content,
            "words": trace.words,
            "salt": bytes(trace.salt).hex(),
            "digest": self.digest,
            "position": trace.position,
            "path": [one.hex() for one in head.path_to(trace.position)],
            "head": head.stated(),
        }
        return canonical(proof) + "\n"

    def line(self):
        """The same in one line, for the QR code on paper: enough to find it in the heads."""
        trace, head = self.trace, self.head
        name = (head.federation or settings.FEDERATION)[:LONGEST_NAME]
        return "|".join(["JX1", name, f"{trace.position}|{head.size}", self.digest, self.root])


def content_of(proposal, authorships):
    """What is sent in with a proposal: words, names and the hashes of its files."""
    journey = proposal.journey
    agreed = [a.person.name for a in authorships if a.consented_at]
    asked = [a.person.name for a in authorships if a.is_open()]
    photos = proposal.photos.filter(note=None).order_by("id")
    return {
        "answers": [
            {"question": str(question), "answer": question.shown(answer)}
            for question, answer in journey.questionnaire.answered(proposal.answers)
        ],
        "asked": asked,
        "authors": agreed,
        "category": str(proposal.category or ""),
        "duty": proposal.get_duty_display(),
        "enclosures": enclosures_of(proposal),
        "enterprise": str(proposal.enterprise),
        "number": proposal.number,
        "photos": list(photos.values_list("attachment__sha256", flat=True)),
        "programme": str(journey.programme),
        "scan": proposal.scan.sha256 if proposal.scan_id else "",
        "title": proposal.title,
    }


def enclosures_of(proposal):
    """[{name, sha256}]; without a query where no question was answered by a file."""
    if not any(isinstance(answer, dict) for answer in proposal.answers.values()):
        return []
    kept = proposal.enclosures.order_by("key").values_list("attachment__name", "attachment__sha256")
    return [{"name": name, "sha256": digest} for name, digest in kept]
