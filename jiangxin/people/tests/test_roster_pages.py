"""The pages of a roster: what an officer sees, what an outsider does not."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jiangxin.accounts.models import User
from jiangxin.documents.intake import Status
from jiangxin.documents.tests.hostile import HOSTILE
from jiangxin.organisations.models import Office
from jiangxin.people.models import Person, Roster, RosterRow
from jiangxin.people.roster_columns import KNOWN
from jiangxin.people.tests.rosters import HEADER, again, received, upload, worker

TWO = [worker("王小明", 11), worker("李小红", 12)]


def told(**columns):
    """The answer to every question of the page of columns."""
    return dict.fromkeys(KNOWN, "-") | columns


def preview(cast, rows, **file):
    return received(cast.jinggong, upload(rows, **file), by=cast.zhao)


def test_from_the_file_to_the_register_by_the_pages(cast, sign_in):
    client = sign_in(cast.zhao)
    url = reverse("people:rosters", args=[cast.jinggong.pk])
    assert "导入职工名册" in client.get(url).content.decode()
    response = client.post(url, {"file": upload(TWO)})
    roster = Roster.objects.get()
    assert response.url == roster.get_absolute_url()
    waiting = client.get(response.url).content.decode()
    assert roster.errand.get_absolute_url() in waiting  # the bar asks there for its own news
    again(roster, "read")
    assert "确认导入 2 人" in client.get(response.url).content.decode()
    client.post(reverse("people:roster_confirmation", args=[roster.pk]))
    assert "正在排队" in client.get(response.url).content.decode()
    again(roster, "merge")
    done = client.get(response.url).content.decode()
    assert "已导入" in done and "新增 2 人，更新 0 人" in done
    assert Person.objects.filter(name="王小明").exists()
    assert "花名册.xlsx" in client.get(url).content.decode()


def test_the_preview_says_row_reason_and_what_to_do(cast, sign_in):
    bad = worker("陈国华", 13, id="310101198506120000")
    changed = worker("张师傅", 1, "三车间", "铣工")
    roster = preview(cast, [*TWO, bad, changed])
    text = sign_in(cast.zhao).get(roster.get_absolute_url()).content.decode()
    for words in ("不能导入 1 行", "陈国华", "3101************00", "末几位已丢失", "重填"):
        assert words in text
    assert '<del class="jx-was">二车间</del>三车间' in text
    assert "新增 2 人，更新 1 人" in text
    assert "不在本表的 1 人不会删除" in text
    assert "310101198506120000" not in text


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("added", "王小明"),
        ("changed", "三车间"),
        ("unchanged", "刘徒弟"),
        ("refused", "陈国华"),
        ("absent", "这里没有行"),
        ("nonsense", "陈国华"),
    ],
)
def test_each_part_has_its_rows(cast, sign_in, part, words):
    rows = [
        worker("王小明", 11),
        worker("张师傅", 1, "三车间", "铣工"),
        worker("刘徒弟", 2, "二车间", "铣工"),
        worker("陈国华", 3),
    ]
    roster = preview(cast, rows)
    page = sign_in(cast.zhao).get(roster.get_absolute_url(), {"part": part})
    assert words in page.content.decode()


def test_long_parts_are_paged_by_key(cast, sign_in):
    roster = preview(cast, [worker(f"王{chr(0x4E00 + n)}", 100 + n) for n in range(60)])
    client = sign_in(cast.zhao)
    seen, url = [], f"{roster.get_absolute_url()}?part=added"
    while url:
        response = client.get(url)
        seen += [row.number for row in response.context["rows"]]
        following = response.context["rows"].next_url
        url = following and roster.get_absolute_url() + following
    assert seen == list(range(2, 62))


@pytest.mark.parametrize("part", ["", "added", "changed", "refused", "absent"])
def test_as_many_queries_for_three_rows_as_for_one(cast, sign_in, part, pin_queries):
    def rows(n):
        new = [worker(f"王{chr(0x4E00 + i)}", 100 + i) for i in range(n)]
        bad = [worker(f"李{chr(0x4E00 + i)}", 200 + i, id="1") for i in range(n)]
        known = [("张师傅", 1), ("刘徒弟", 2), ("何小", 300)][:n]
        for name, number in known[2:]:
            Person.enrol(name, enterprise=cast.jinggong, id_number=worker("", number)[1])
        return new + bad + [worker(name, number, "九车间") for name, number in known]

    client = sign_in(cast.zhao)
    one, three = preview(cast, rows(1)), preview(cast, rows(3))
    client.get(one.get_absolute_url())
    assert pin_queries(client, one, part) == pin_queries(client, three, part) <= 20


@pytest.fixture
def pin_queries(django_assert_max_num_queries):
    def count(client, roster, part):
        with django_assert_max_num_queries(30) as queries:
            client.get(roster.get_absolute_url(), {"part": part} if part else {})
        return len(queries)

    return count


def test_the_refused_rows_come_back_as_a_workbook_that_can_be_sent_again(cast, sign_in):
    header = [*HEADER, "工龄"]
    bad = [*worker("陈国华", 13, id="123"), 7]
    roster = preview(cast, [[*TWO[0], 3], bad], header=header)
    response = sign_in(cast.zhao).get(reverse("people:roster_refused", args=[roster.pk]))
    content = b"".join(response.streaming_content)
    (rows,) = [CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)]
    table = rows.to_python()
    assert table[0] == [*header, "原行号", "原因", "怎么办"]
    assert table[1][:6] == ["陈国华", "123", bad[2], "一车间", "钳工", 7]
    assert "身份证号应为 18 位" in table[1][7]
    again_in = SimpleUploadedFile("改.xlsx", content)
    assert received(cast.jinggong, again_in, by=cast.zhao).refused == 1


def test_unsure_columns_are_asked_for(cast, sign_in):
    roster = preview(cast, TWO, header=["人员", *HEADER[1:]])
    client = sign_in(cast.zhao)
    page = client.get(roster.get_absolute_url(), follow=True).content.decode()
    assert "每一项在哪一列" in page and "王小明" in page
    assert "3101**********" in page and str(worker("", 11)[1]) not in page
    url = reverse("people:roster_columns", args=[roster.pk])
    twice = client.post(url, told(name=0, id_number=0))
    assert "这一列已经用作姓名" in twice.content.decode()
    assert "要指明姓名" in client.post(url, told(id_number=1)).content.decode()
    assert "表里没有这一列" in client.post(url, told(name=99)).content.decode()
    assert "请选一项" in client.post(url, {"name": 0}).content.decode()
    client.post(url, told(name=0, id_number=1))
    assert again(roster, "read").status == Status.PREVIEWED


@pytest.mark.parametrize(
    ("who", "looks", "acts"),
    [
        ("zhao", 200, 302),
        ("hr", 200, 302),  # 人力资源 of the enterprise itself
        ("finance", 200, 403),  # in the right place, but not theirs to keep
        ("zheng", 200, 403),  # the park's union looks
        ("li", 200, 403),
        ("zhou", 200, 403),
        ("sun", 404, 404),
        ("wu", 404, 404),
        ("zhang", 404, 404),  # on the roster, not its keeper
    ],
)
def test_who_may_look_and_who_may_import(cast, sign_in, who, looks, acts):
    for name, role in (("hr", Office.Role.PERSONNEL), ("finance", Office.Role.FINANCE)):
        setattr(cast, name, User.objects.create_user(name))
        Office.grant(getattr(cast, name), role, cast.jinggong, by=cast.zhou)
    roster = preview(cast, [*TWO, worker("", 13)])
    client = sign_in(getattr(cast, who))
    assert client.get(roster.get_absolute_url()).status_code == looks
    download = client.get(reverse("people:roster_refused", args=[roster.pk]))
    assert download.status_code == (200 if acts == 302 else acts)
    url = reverse("people:rosters", args=[cast.jinggong.pk])
    assert client.post(url, {"file": upload(TWO)}).status_code == acts
    for verb in ("columns", "preview", "confirmation"):
        url = reverse(f"people:roster_{verb}", args=[roster.pk])
        answer = client.post(url, told(name=0, id_number=1) if verb == "columns" else {})
        # Columns put it back to reading, so what follows is out of step for whoever may act.
        assert answer.status_code == acts or (acts == 302 and answer.status_code == 409)


def test_the_union_of_the_park_imports_where_it_is_the_one_that_covers(cast, sign_in):
    url = reverse("people:rosters", args=[cast.yuncang.pk])
    assert sign_in(cast.zheng).post(url, {"file": upload(TWO)}).status_code == 302


def test_an_empty_a_missing_and_a_huge_file_are_refused_at_their_field(cast, sign_in, monkeypatch):
    client = sign_in(cast.zhao)
    url = reverse("people:rosters", args=[cast.jinggong.pk])
    assert "请先选一个文件" in client.post(url, {"x": 1}).content.decode()
    empty = SimpleUploadedFile("空.xlsx", b"")
    assert "文件是空的" in client.post(url, {"file": empty}).content.decode()
    monkeypatch.setattr("jiangxin.documents.limits.FILE_BYTES", 10)
    assert "没有读取" in client.post(url, {"file": upload(TWO)}).content.decode()
    assert not Roster.objects.exists()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_changes_nothing(cast, sign_in, name):
    filename, make = HOSTILE[name]
    client = sign_in(cast.zhao)
    people = Person.objects.count()
    url = reverse("people:rosters", args=[cast.jinggong.pk])
    response = client.post(url, {"file": SimpleUploadedFile(filename, make())})
    if response.status_code == 302:
        roster = again(Roster.objects.get(), "read")
        assert roster.status == Status.REFUSED
        assert roster.refusal.endswith("。")
        assert roster.refusal in client.get(response.url).content.decode()
    else:
        assert response.status_code == 200
    assert Person.objects.count() == people
    assert not RosterRow.objects.exists()
