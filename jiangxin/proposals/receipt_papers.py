"""提交回执 on paper: what was sent in, where it stands in the log, and how to check it."""

from pathlib import Path

import segno

from jiangxin.audit.models import Head
from jiangxin.documents.printing import pdf
from jiangxin.lib import clock
from jiangxin.ui.words import full_day

HERE = Path(__file__).parent / "templates/proposals"
NOTHING = "—"
OTHERWISE = "请下载回执文件（.json）保存，它不受字库影响。"


def receipt_pdf(receipt):
    """The bytes of the PDF; refused as long as it is not sealed."""
    receipt.must_be_provable()
    return pdf(HERE / "receipt.typ", said(receipt), otherwise=OTHERWISE)


def said(receipt):
    told, trace, head = receipt.told, receipt.trace, receipt.head
    return {
        "federation": head.federation,
        "number": told["number"],
        "title": told["title"],
        "programme": told["programme"],
        "authors": "、".join(told["authors"]) or NOTHING,
        "enterprise": told["enterprise"],
        "act": f"{trace.actor} {trace.verb}",
        "at": moment(trace.happened_at),
        "answers": told["answers"],
        "files": len(told["photos"]) + len(told["enclosures"]) + bool(told["scan"]),
        "content": trace.details["content"],
        "digest": receipt.digest,
        "position": f"第 {receipt.place:,} 条，共 {head.size:,} 条",
        "root": receipt.root,
        "signed": moment(head.signed_at),
        "key": head.key,
        "qr": qr(receipt.line()),
        "foot": Head.objects.latest_words(),
        "printed": f"{full_day(clock.today())}打印",
    }


def moment(at):
    return f"{clock.local(at):%Y-%m-%d %H:%M:%S}（北京时间）"


def qr(text):
    """The code as SVG, without a colour or a size of its own."""
    return segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2)
