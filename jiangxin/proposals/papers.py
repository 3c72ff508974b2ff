"""合理化建议申报表 on paper: as PDF with places for stamps, and as a Word file to be worked on."""

from pathlib import Path

from jiangxin.documents.printing import pdf, word
from jiangxin.lib import clock
from jiangxin.lib.money import yuan
from jiangxin.programmes.models import Status
from jiangxin.ui.words import full_day

HERE = Path(__file__).parent / "templates/proposals"
MOST_PICTURES = 6
NOTHING = "—"


def as_pdf(proposal):
    """The bytes of the PDF; a Refusal names letters that cannot be printed."""
    shown = proposal.photos.filter(note=None).select_related("attachment").order_by("id")
    pictures = []
    for photo in shown[:MOST_PICTURES]:
        with photo.attachment.file.open("rb") as file:
            pictures.append(file.read())
    data = said(proposal) | {"pictures": len(pictures)}
    return pdf(HERE / "application.typ", data, pictures)


def as_word(proposal):
    return word(HERE / "application.docx", said(proposal))


def said(proposal):
    """What stands on the sheet, all of it text."""
    journey, work = proposal.journey, getattr(proposal, "implementation", None)
    form = journey.questionnaire
    authors = proposal.authorships.exclude(consented_at=None).select_related("person")
    first, last = words_of_keepers(journey)
    return {
        "title": proposal.title,
        "programme": str(journey.programme),
        "number": proposal.number or "（未提交）",
        "category": str(proposal.category or NOTHING),
        "carried_out": "已做成" if work and work.finished_on else "正在做" if work else "未实施",
        "authors": "、".join(map(str, authors.order_by("position"))) + entered(proposal),
        "enterprise": str(proposal.enterprise),
        "submitted": full_day(journey.submitted_at) if journey.submitted_at else NOTHING,
        "answers": [
            *(
                {"label": str(question), "answer": question.shown(answer)}
                for question, answer in form.answered(proposal.answers)
            ),
            *duty_of(proposal),
        ],
        "benefit": benefits_of(proposal),
        "first_word": first,
        "last_word": last,
        "printed": f"{full_day(clock.today())}打印",
    }


def duty_of(proposal):
    """和本职工作的关系, where it was said: one more row of the sheet."""
    if proposal.duty:
        yield {"label": "和本职工作的关系", "answer": proposal.get_duty_display()}


def entered(proposal):
    return f"（{proposal.entered_by}按签名的纸件代录）" if proposal.entered_by else ""


def benefits_of(proposal):
    """预计 and 核定 beside one another, never added."""
    known = {row.kind: row for row in proposal.benefits.standing()}
    told = [f"{word} {yuan(known[kind].total)} 元" for kind, word in KINDS.items() if kind in known]
    return "；".join(told) or "尚未核算"


KINDS = {"expected": "预计", "confirmed": "核定"}


def words_of_keepers(journey):
    """What the first gate said, and the one that concluded it; empty lines to write on else."""
    decided = [t for t in journey.trail() if t.details.get("stage") and "move" in t.details]
    said_by = [f"{t.verb}。{t.details.get('remark', '')}（{t.actor}）" for t in decided]
    if not said_by:
        return "", ""
    concluded = journey.status in {Status.ACCEPTED, Status.REJECTED}
    return said_by[0], said_by[-1] if concluded and len(said_by) > 1 else ""
