"""A report as files, all from the same content: PDF, Word, and a workbook."""

import io
from pathlib import Path

from jiangxin.documents.printing import pdf, word
from jiangxin.kpi.report_workbook import workbook

HERE = Path(__file__).parent / "templates/kpi"


def as_pdf(content):
    """A Refusal names letters that cannot be printed."""
    return io.BytesIO(pdf(HERE / "report.typ", content))


def as_word(content):
    return word(HERE / "report.docx", content)


PAPERS = {"pdf": as_pdf, "docx": as_word, "xlsx": workbook}
