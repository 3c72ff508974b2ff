"""公开专利: a table of them comes in, is taken back; proposals are held against them."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from jiangxin.audit.models import Trace
from jiangxin.documents.intake import Status
from jiangxin.documents.tests.hostile import xlsx
from jiangxin.lib.refusal import Refusal, Unreadable
from jiangxin.lib.sameness import contained, trigrams
from jiangxin.lib.text import clean
from jiangxin.proposals.models import (
    Comparison,
    Lookalike,
    PatentTable,
    PublishedPatent,
    Verdict,
)
from jiangxin.proposals.patent_columns import read_code
from jiangxin.proposals.tests.conftest import WRITTEN
from jiangxin.proposals.tests.test_comparing import LIST, OTHER

SIX_HUNDRED = Path(__file__).parents[4] / "shared" / "data" / "texts" / "patents_696.jsonl"
HEADER = ["公开（公告）号", "专利名称", "摘要", "权利要求书", "申请（专利权）人", "公开（公告）日"]
ABSTRACT = "本发明公开了一种快换夹具。" + "".join(WRITTEN["answers"].values())
UNLIKE = "本发明公开了一种切削液集中净化装置，包括磁性分离器、纸带过滤机和恒温水箱，用于多台机床。"
SEEN = ("code", "title", "applicant", "published_on", "abstract", "claims", "table", "prints")


def row(code, title="快换夹具", abstract=ABSTRACT, claims="", applicant="", on=""):
    return [code, title, abstract, claims, applicant, on]


def upload(rows, header=HEADER, name="专利.xlsx"):
    return SimpleUploadedFile(name, xlsx([header, *rows]))


def again(table, verb):
    """Do a background verb as the worker does: on the row as it is now."""
    getattr(PatentTable.objects.get(pk=table.pk), verb)()
    return PatentTable.objects.get(pk=table.pk)


def received(*rows, by, **file):
    return again(PatentTable.receive(upload(rows, **file), by=by), "read")


def merged(*rows, by):
    table = received(*rows, by=by)
    table.confirm(by=by)
    return again(table, "merge")


def undone(table, *, by):
    table.undo(by=by)
    return again(table, "take_back")


def tally(table):
    return table.added, table.changed, table.unchanged, table.refused


def reasons(table, number):
    return "；".join(reason["sentence"] for reason in table.rows.get(number=number).reasons)


def known():
    return list(PublishedPatent.objects.order_by("code").values(*SEEN))


@pytest.fixture
def sent(propose):
    def send(author, **written):
        one = propose(author, **written)
        one.submit(by=author.user)
        return one

    return send


def compared(programme, cast):
    started = Comparison.start(programme, by=cast.zhou)
    started.compare()
    started.refresh_from_db()
    return started


@pytest.fixture
def copied(sent, programme, cast):
    """陈师傅 sent in what a patent says; beside it lies a patent that says something else."""
    merged(
        row("CN108123456A", applicant="某某机床厂", on="2018-06-05"),
        row("CN108000001A", "切削液净化装置", UNLIKE),
        by=cast.zhou,
    )
    sent(cast.chen)
    compared(programme, cast)
    return Lookalike.objects.get()


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("CN108123456A", "CN108123456A"),
        (" cn 108123456 b ", "CN108123456B"),
        ("ＣＮ１０８１２３４５６Ａ", "CN108123456A"),
        ("CN1081234A", "CN1081234A"),
        ("CN-108123456-A", "CN108123456A"),
        ("108123456A", "CN108123456A"),
        (108123456.0, "CN108123456"),
        ("US2020123456A1", "US2020123456A1"),
        ("无", ""),
        ("", ""),
    ],
)
def test_a_number_is_folded(cell, code):
    assert read_code(cell) == code


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("201810123456.7", "是申请号或专利号"),
        ("CN201810123456.X", "是申请号或专利号"),
        ("ZL201810123456.7", "是申请号或专利号"),
        ("一种夹具", "请写成 CN108123456A 的样子"),
        ("CN12", "请写成"),
        ("x" * 500, "请写成"),
    ],
)
def test_what_is_no_number_is_said(cell, why):
    with pytest.raises(Unreadable, match=why):
        read_code(cell)


def test_a_dirty_table(cast):
    merged(row("CN100000001A", "旧名称", applicant="甲厂"), row("CN100000002A"), by=cast.zhou)
    table = received(
        row("CN100000001A", "新名称"),
        row("CN100000002A", on="  "),
        row("cn 100000003 u", on="2018.6.5"),
        row("201810123456.7"),
        row("CN100000004A", ""),
        row("CN100000005A", abstract="", claims="—"),
        row("CN100000006A", on="2099-01-01"),
        row("CN100000007A", on="改天"),
        row("CN100000003U", on="2018-06-05"),
        row("CN100000008A"),
        row("CN100000008A", "另一个名称"),
        row("", ""),
        row("CN100000009A", abstract="", claims="1.一种夹具，其特征在于……"),
        ["", "", "", "", "", ""],
        row("CN100000010A", "长" * 201),
        by=cast.zhou,
    )
    assert tally(table) == (2, 1, 1, 10)
    assert table.rows.get(number=2).changes == [("名称", "旧名称", "新名称")]
    assert "申请号" in reasons(table, 5)
    assert reasons(table, 6) == "没有名称"
    assert "没有可以比的文字" in reasons(table, 7)
    assert reasons(table, 8) == "公开日还没有到"
    assert "看不懂" in reasons(table, 9)
    assert reasons(table, 10) == "与第 4 行重复"
    assert "与第 12 行是同一个公开号" in reasons(table, 11)
    assert "与第 11 行是同一个公开号" in reasons(table, 12)
    assert reasons(table, 13) == "没有公开号；没有名称"
    assert "最多 200 个字" in reasons(table, 16)
    table.confirm(by=cast.zhou)
    again(table, "merge")
    told = {one["code"]: one for one in known()}
    assert sorted(told) == [f"CN10000000{n}" for n in ("1A", "2A", "3U", "9A")]
    assert (told["CN100000001A"]["title"], told["CN100000001A"]["applicant"]) == ("新名称", "甲厂")
    assert told["CN100000003U"]["published_on"] == date(2018, 6, 5)
    assert told["CN100000009A"]["prints"]


def test_a_csv_comes_in_as_well_and_columns_are_asked_where_unsure(cast):
    out = io.StringIO()
    csv.writer(out).writerows([["编号", "专利名称", "摘要"], ["CN100000001A", "夹具", ABSTRACT]])
    file = SimpleUploadedFile("专利.csv", out.getvalue().encode("gb18030"))
    table = again(PatentTable.receive(file, by=cast.zhou), "read")
    assert table.status == Status.COLUMNS
    table.map_columns({"code": 0, "title": 1, "abstract": 2}, by=cast.zhou)
    assert tally(again(table, "read")) == (1, 0, 0, 0)


def test_a_file_without_a_header_is_refused_with_what_to_do(cast):
    table = received([1, 2], header=["甲", "乙"], by=cast.zhou)
    assert table.status == Status.REFUSED and not table.rows.exists()
    assert "写着“公开号”" in table.refusal


def test_the_same_table_twice_changes_nothing(cast):
    rows = [row("CN100000001A"), row("CN100000002A", claims="1.一种夹具", on="2018-06-05")]
    merged(*rows, by=cast.zhou)
    assert tally(received(*rows, by=cast.zhou)) == (0, 0, 2, 0)


def test_a_table_is_taken_back_as_it_was(cast):
    first = merged(row("CN100000001A", "旧名称", on="2018-06-05"), by=cast.zhou)
    before = known()
    second = merged(row("CN100000001A", "新名称"), row("CN100000002A"), by=cast.zhou)
    assert known() != before
    first = undone(first, by=cast.zhou)
    assert "1 件后来又由别的专利表改过" in first.errand.failure
    assert first.status == Status.MERGED
    second = undone(second, by=cast.zhou)
    assert (known(), second.status) == (before, Status.UNDONE)
    undone(first, by=cast.zhou)
    assert known() == []


def test_what_changed_since_the_preview_is_not_overwritten(cast):
    one, two = (received(row("CN100000001A", title), by=cast.zhou) for title in ("甲", "乙"))
    one.confirm(by=cast.zhou)
    again(one, "merge")
    two.confirm(by=cast.zhou)
    two = again(two, "merge")
    assert "没有导入" in two.errand.failure
    assert (two.status, tally(two)) == (Status.PREVIEWED, (0, 1, 0, 0))
    assert PublishedPatent.objects.get().title == "甲"


def test_each_step_is_traced(cast):
    table = undone(merged(row("CN100000001A"), by=cast.zhou), by=cast.zhou)
    verbs = set(Trace.objects.about(table).values_list("verb", flat=True))
    assert verbs >= {"上传专利表", "确认导入", "导入专利表", "撤销导入"}


def test_a_proposal_copied_from_a_patent_is_found_and_another_patent_is_not(copied, cast):
    assert (copied.one.author, copied.source.code) == (cast.chen, "CN108123456A")
    assert copied.share >= 90


def test_an_abstract_in_a_longer_proposal_is_found_though_the_claims_are_not(sent, programme, cast):
    claims = "1.一种装置，其特征在于，包括机架、导轨、丝杠、限位块和缓冲垫。" * 8
    merged(row("CN108123456A", abstract=UNLIKE, claims=claims), by=cast.zhou)
    ours = {
        "problem": "三台机床各换各的冷却液，又费又臭。" * 3,
        "measure": UNLIKE + "每周清一次渣，油石组负责。" * 3,
    }
    sent(cast.chen, title="冷却液", answers=ours)
    compared(programme, cast)
    assert Lookalike.objects.get().share == 100


def test_what_is_unlike_every_patent_is_not_found(sent, programme, cast):
    merged(row("CN108123456A"), by=cast.zhou)
    sent(cast.chen, **OTHER)
    assert compared(programme, cast).found == 0


def test_two_that_copied_the_same_patent_hang_together(copied, sent, programme, cast):
    sent(cast.zhang, **OTHER)
    sent(cast.liu)
    compared(programme, cast)
    groups = set(Lookalike.objects.values_list("group", flat=True))
    assert Lookalike.objects.count() == 3 and len(groups) == 1 and min(groups) > 0


def test_run_again_a_verdict_stays_and_what_is_alike_no_more_goes(copied, programme, cast):
    compared(programme, cast)
    assert Lookalike.objects.get() == copied
    merged(row("CN108123456A", "净化装置", UNLIKE), by=cast.zhou)
    compared(programme, cast)
    assert not Lookalike.objects.exists()


def test_marks_of_an_older_sum_are_made_anew(copied, programme, cast):
    PublishedPatent.objects.update(version=0, prints=[])
    compared(programme, cast)
    assert Lookalike.objects.get() == copied


def test_a_judged_patent_is_not_taken_back(copied, cast):
    table = PatentTable.objects.get()
    copied.judge(Verdict.COPIED, by=cast.zhou, said="摘要照抄")
    table = undone(table, by=cast.zhou)
    assert "1 件已经用在认定过的雷同线索里" in table.errand.failure
    assert (table.status, PublishedPatent.objects.count()) == (Status.MERGED, 2)


def test_what_nobody_judged_goes_with_its_patent(copied, cast):
    undone(PatentTable.objects.get(), by=cast.zhou)
    assert not PublishedPatent.objects.exists() and not Lookalike.objects.exists()


def test_an_inventor_s_own_is_a_verdict_and_counts(copied, cast):
    with pytest.raises(Refusal, match="作者"):
        copied.judge(Verdict.OWN, by=cast.chen.user)
    copied.judge(Verdict.OWN, by=cast.zhou)
    assert Lookalike.objects.tally() == (1, 0)


@pytest.mark.parametrize("sides", [("other", "patent"), ()])
def test_a_lookalike_is_of_one_thing(copied, sent, cast, sides):
    first = sent(cast.zhang, **OTHER)
    told = {side: {"other": first, "patent": copied.patent}[side] for side in sides}
    one = sent(cast.zhang, **OTHER)
    with pytest.raises(IntegrityError, match="of_a_proposal_or_a_patent"), transaction.atomic():
        Lookalike.objects.create(one=one, share=50, found_at=copied.found_at, **told)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("zhou", True), ("li", True), ("zheng", True), ("sun", True), ("zhao", False)],
)
def test_officers_who_lead_the_proposal_see_the_pair(copied, cast, sign_in, who, sees):
    client = sign_in(getattr(cast, who))
    assert (str(copied.one) in client.get(LIST).content.decode()) is sees
    assert client.get(copied.get_absolute_url()).status_code == (200 if sees else 404)


def test_its_own_author_never_sees_it(copied, cast, sign_in):
    client = sign_in(cast.chen)
    assert client.get(LIST).status_code == 403
    assert client.get(copied.get_absolute_url()).status_code == 404


def test_it_is_judged_beside_the_patent(copied, cast, sign_in):
    client = sign_in(cast.zhou)
    words = client.get(copied.get_absolute_url()).content.decode()
    assert "<mark>" in words and "CN108123456A" in words and "某某机床厂" in words
    assert "以后才公开" not in words
    told = {"verdict": "copied", "said": "摘要照抄"}
    done = client.post(reverse("proposals:verdict", args=[copied.pk]), told, follow=True)
    assert "这张表的准确率是 100%" in done.content.decode()


def test_a_patent_that_came_out_later_is_said_to_have(copied, cast, sign_in):
    PublishedPatent.objects.update(published_on=date(2999, 1, 1))
    words = sign_in(cast.zhou).get(copied.get_absolute_url()).content.decode()
    assert "提交以后才公开" in words


def test_a_table_goes_its_way_on_pages(cast, sign_in):
    client = sign_in(cast.zhou)
    start = reverse("proposals:patent_tables")
    assert "请先选一个文件" in client.post(start, {}).content.decode()
    rows = [row("CN100000001A"), row("201810123456.7")]
    where = client.post(start, {"file": upload(rows)})["Location"]
    table = again(PatentTable.objects.get(), "read")
    words = client.get(where).content.decode()
    assert "确认导入 1 件" in words and "是申请号或专利号" in words
    assert client.get(table.addresses["refused"]).status_code == 200
    stale = client.post(table.addresses["confirmation"], {"seen": "昨天"})
    assert stale.status_code == 409
    client.post(table.addresses["confirmation"], {"seen": table.preview_seen})
    table = again(table, "merge")
    assert "已导入" in client.get(where).content.decode()
    patent = PublishedPatent.objects.get()
    assert "快换夹具" in client.get(patent.get_absolute_url()).content.decode()
    client.post(table.addresses["undo"])
    again(table, "take_back")
    assert "这次导入已撤销" in client.get(where).content.decode()


def test_a_table_that_is_given_up_leaves_nothing(cast, sign_in):
    table = received(row("CN100000001A"), by=cast.zhou)
    sign_in(cast.zhou).post(table.addresses["abandonment"])
    assert not table.rows.exists() and not PublishedPatent.objects.exists()


@pytest.mark.parametrize("who", ["li", "zhao", "zheng", "chen", "wu"])
def test_only_the_federation_imports(cast, sign_in, who):
    table = received(row("CN100000001A"), by=cast.zhou)
    client = sign_in(getattr(cast, who))
    for path in (reverse("proposals:patent_tables"), *table.addresses.values()):
        assert client.post(path).status_code in (404, 405)
        assert client.get(path).status_code in (404, 405)
    assert client.get(table.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("夹具", 1), ("CN100000001A", 1), ("cn100000001", 1), ("100000001", 1), ("", 2), ("——", 0),
     ("净化 装置", 1), ("没有", 0)],
)  # fmt: skip
def test_a_patent_is_found_by_its_number_or_its_title(cast, wanted, found):
    merged(row("CN100000001A"), row("CN100000002A", "切削液净化装置", UNLIKE), by=cast.zhou)
    assert PublishedPatent.objects.matching(wanted).count() == found


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_lists_ask_the_database_so_often(
    sent, programme, cast, sign_in, how_many, django_assert_num_queries
):
    for number in range(how_many):
        merged(row(f"CN10000000{number}A", abstract=f"{ABSTRACT}{number}"), by=cast.zhou)
    sent(cast.chen)
    compared(programme, cast)
    assert Lookalike.objects.count() == how_many
    client = sign_in(cast.zhou)
    for path, queries in (
        (LIST, 13),
        (reverse("proposals:patents"), 8),
        (reverse("proposals:patent_tables"), 7),
        (Lookalike.objects.first().get_absolute_url(), 11),
    ):
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)


@pytest.mark.skipif(
    not SIX_HUNDRED.exists(), reason="../shared/data/texts/patents_696.jsonl is absent"
)
def test_among_696_patents_the_copies_are_found_and_no_others(sent, programme, cast):
    """Ten abstracts as they are, ten without every thirtieth character; six of our own."""
    said = [json.loads(line) for line in SIX_HUNDRED.read_text().splitlines()]
    rows = [
        row(f"CN{100000000 + n}A", clean(one["title"], 200), one["abstract"], one["claims"])
        for n, one in enumerate(said)
    ]
    merged(*rows, by=cast.zhou)
    held = {one.code: one for one in PublishedPatent.objects.order_by("code")}
    assert len(held) >= 690
    whole = [one for one in held.values() if 150 < len(one.abstract) < 400][::20][:20]
    expected = set()
    for number, patent in enumerate(whole):
        text = patent.abstract
        if number % 2:
            text = "".join(text[i] for i in range(len(text)) if i % 30)
        one = sent(cast.chen, title="想法", answers={"problem": "换型慢", "measure": text})
        expected.add((one.pk, patent.code))
    for _ in range(3):
        sent(cast.zhang, **WRITTEN)
        sent(cast.zhang, **OTHER)
    compared(programme, cast)
    found = set(Lookalike.objects.exclude(patent=None).values_list("one", "patent__code"))
    assert expected <= found and {one for one, _ in found} == {one for one, _ in expected}
    # Beside others only where patents of one family say the same themselves.
    own = {one: trigrams(held[code].abstract) for one, code in expected}
    assert all(contained(own[one], trigrams(held[code].text)) > 0.4 for one, code in found)
