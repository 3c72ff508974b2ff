"""Every workbook found in the wild is read or refused with a sentence."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from jiangxin.documents.intake import Status
from jiangxin.documents.unreadable import UnreadableFile
from jiangxin.people.models import Roster
from jiangxin.people.tests.rosters import again, received, tally, worker

FOLDER = (settings.ROOT / "../shared/data/excel").resolve()
FILES = sorted(p for p in FOLDER.rglob("*") if p.suffix in {".xlsx", ".xls", ".csv"})
HEADER = "姓名,身份证号,手机号,部门,岗位\r\n"


@pytest.mark.skipif(not FILES, reason="../shared/data/excel is not there")
@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_every_workbook_is_read_or_refused_with_a_sentence(cast, step):
    told = {file: outcome(cast, file) for file in FILES[::step]}
    assert len(FILES) >= 84
    assert set(told.values()) <= {Status.COLUMNS, Status.PREVIEWED, Status.REFUSED}


def outcome(cast, file: Path):
    try:
        roster = Roster.receive(
            cast.jinggong, SimpleUploadedFile(file.name, file.read_bytes()), by=cast.zhao
        )
    except UnreadableFile as refusal:
        assert str(refusal).endswith("。")
        return Status.REFUSED
    roster = again(roster, "read")
    if roster.status == Status.REFUSED:
        assert roster.refusal.endswith("。")
        assert not roster.rows.exists()
    else:
        assert roster.rows.count() == roster.rows_read > 0
    return roster.status


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_usual_encoding(cast, encoding):
    name = "㐂𠮷·艾力" if encoding != "gb18030" else "艾力•吐尔逊"
    text = HEADER + ",".join(worker(name, 11)) + "\r\n"
    file = SimpleUploadedFile("名册.csv", text.encode(encoding))
    roster = received(cast.jinggong, file, by=cast.zhao)
    assert tally(roster)[:4] == (1, 0, 0, 0)
    assert "·" in roster.rows.get().name
