"""A list as a file: whose it is, what is in it, how long it stays."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app
from python_calamine import CalamineWorkbook

from jiangxin.audit.models import Trace
from jiangxin.documents.models import Attachment
from jiangxin.documents.sheet import NOTES
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.organisations.models import Office
from jiangxin.people.models import Person
from jiangxin.portal.lists import LISTS
from jiangxin.portal.models import MOST_UNDER_WAY, Export, discard_due
from jiangxin.proposals.models import Proposal
from tests.cast import LONG_AGO, id_number, phone

EVIL = ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1", 'a,;"b"', "=1\n2"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def asked(name, by, *, format="csv", **parameters):
    """Asked for and written, as it stands then."""
    export = Export.ask(name, format, parameters, by=by)
    assert run_waiting() == 1
    return again(export)


def again(export):
    return Export.objects.for_list().get(pk=export.pk)


def content_of(export):
    with default_storage.open(export.file.file.name) as file:
        return file.read()


def table(export):
    """The rows of the file, its header first, as the program that opens it would read them."""
    content = content_of(export)
    if export.format == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


def parted(export):
    """(rows, notes): a .xlsx has these on its last sheet, a .csv after an empty line."""
    rows = table(export)
    if export.format == "csv":
        end = rows.index([]) if [] in rows else len(rows)
        return rows[:end], rows[end + 1 :]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(export)))
    notes = book.get_sheet_by_name(NOTES).to_python() if NOTES in book.sheet_names else []
    return rows[: len(rows) - len(notes)], notes


def needed(cast, name):
    """What a list must be asked for."""
    known = {"below": {"kind": "parks", "pk": cast.park.pk},
             "turnout": {"enterprise": cast.jinggong.pk, "part": "taken"}}  # fmt: skip
    return known.get(name, {})


def column(export, number=0):
    return [row[number] for row in table(export)[1:]]


def plain(export):
    """All that the file holds, unpacked."""
    content = content_of(export)
    if export.format == "csv":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def end_office(user, *, by):
    for office in Office.objects.of(user):
        office.end(by=by)


def propose(cast, programme, title="夹具快换"):
    answers = {"problem": "换型慢", "measure": "改定位销"}
    made = Proposal.draft(programme=programme, author=cast.zhang, title=title, answers=answers)
    made.submit(by=cast.zhang.user)
    return made


# Who may


def test_only_its_owner_gets_it(cast, sign_in):
    export = asked("people", cast.zhao)
    own = [reverse(f"portal:{name}", args=[export.pk]) for name in ("export", "export_file")]
    for who, status in ((cast.zhao, 200), (cast.li, 404), (cast.zhang, 404), (cast.wu, 404)):
        assert [sign_in(who).get(path).status_code for path in own] == [status, status]


def test_it_goes_with_the_office(cast, sign_in, media, django_capture_on_commit_callbacks):
    export = asked("people", cast.zhao)
    assert len(files_in(media)) == 1
    end_office(cast.zhao, by=cast.zhou)
    client = sign_in(cast.zhao)
    for name in ("export", "export_file"):
        assert client.get(reverse(f"portal:{name}", args=[export.pk])).status_code == 404
    assert "我导出的" in client.get(reverse("portal:exports")).text
    assert "职工 · CSV" not in client.get(reverse("portal:exports")).text
    with django_capture_on_commit_callbacks(execute=True):
        assert discard_due() == 1
    assert files_in(media) == [] and not Attachment.objects.exists()


def test_one_that_waits_is_dropped_with_the_office(cast, media):
    export = Export.ask("people", "xlsx", {}, by=cast.zhao)
    end_office(cast.zhao, by=cast.zhou)
    run_waiting()
    export = again(export)
    assert export.discarded_at and not export.written_at and export.errand.failed_at
    assert files_in(media) == []


def test_one_that_waits_is_dropped_with_the_account(cast, media):
    export = Export.ask("people", "xlsx", {}, by=cast.zhao)
    type(cast.zhao).objects.filter(pk=cast.zhao.pk).update(is_active=False)
    run_waiting()
    assert again(export).discarded_at and files_in(media) == []


def test_an_office_won_meanwhile_counts_for_what_was_written_by_it(cast, sign_in):
    export = Export.ask("people", "csv", {}, by=cast.zhao)
    second = Office.grant(cast.zhao, Office.Role.STEWARD, cast.hengli_union, by=cast.zhou)
    run_waiting()
    assert "陈师傅" in column(again(export))
    second.end(by=cast.zhou)
    assert sign_in(cast.zhao).get(export.get_absolute_url()).status_code == 404


def test_whoever_holds_no_office_asks_in_vain(cast, sign_in):
    for who in (cast.zhang, cast.wu):
        client = sign_in(who)
        assert "不能导出" in client.get(reverse("portal:exports")).text
        answer = client.post(reverse("portal:exports"), {"list": "people", "format": "csv"})
        assert answer.status_code == 403
    assert not Export.objects.exists()


def test_asking_and_fetching_leave_traces_without_names(cast, sign_in):
    export = asked("people", cast.zhao, q="张")
    sign_in(cast.zhao).get(reverse("portal:export_file", args=[export.pk]))
    export = again(export)
    assert export.downloads == 1 and export.downloaded_at
    traces = Trace.objects.about(export).order_by("id")
    assert [(trace.verb, trace.by) for trace in traces] == [
        ("提出导出", cast.zhao),
        ("下载导出", cast.zhao),
    ]
    assert traces[1].details == {"list": "people", "format": "csv", "rows": 1}
    assert not any("张" in trace.title for trace in traces)


# What is in it


@pytest.mark.parametrize("name", sorted(LISTS))
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_every_list_goes_out(cast, programme, name, format):
    propose(cast, programme)
    cast.jinggong.file_headcount(by=cast.zhao, as_of=clock.today(), workers=120)
    cast.jinggong.rename("精工集团", by=cast.zhou)
    export = asked(name, cast.zhou, format=format, **needed(cast, name))
    (header, *rows), notes = parted(export)
    assert bool(notes) == (name in ("below", "turnout"))
    assert export.rows == len(rows)
    assert len(set(header)) == len(header) and all(header)
    assert rows or name == "rosters"


@pytest.mark.parametrize("who", ["zhao", "zheng", "li", "zhou", "sun"])
@pytest.mark.parametrize(
    ("name", "path", "query"),
    [
        ("people", "people:list", {}),
        ("people", "people:list", {"enterprise": "jinggong"}),
        ("people", "people:list", {"q": "张"}),
        ("people", "people:list", {"q": "zsf"}),
        ("enterprises", "organisations:enterprises", {}),
        ("enterprises", "organisations:enterprises", {"under": "jinggong_union"}),
        ("enterprises", "organisations:enterprises", {"q": "云"}),
        ("parks", "organisations:parks", {"q": "临江"}),
        ("organisations", "organisations:list", {"q": "精工"}),
        ("proposals", "proposals:list", {"status": "under_way", "q": "夹具"}),
        ("proposals", "proposals:list", {"status": "draft"}),
        ("programmes", "programmes:list", {}),
    ],
)
def test_it_is_what_the_page_shows(cast, programme, sign_in, who, name, path, query):
    for title in ("夹具快换", "夹具", "别的"):
        propose(cast, programme, title)
    query = {key: getattr(getattr(cast, said, None), "pk", said) for key, said in query.items()}
    user = getattr(cast, who)
    shown = sign_in(user).get(reverse(path), query).context
    rows = shown.get("rows") or shown.get("found") or []
    names = [str(getattr(row, "person", row)) for row in rows]
    assert column(asked(name, user, **query), 1 if name == "proposals" else 0) == names


def test_the_tree_is_flat_with_who_stands_above(cast):
    rows = table(asked("organisations", cast.zheng))
    assert rows[0][:3] == ["工会", "层级", "上级"]
    assert rows[1][:3] == ["临江智造园联合工会", "园区联合工会", "东湾区总工会"]
    assert {row[2] for row in rows[2:]} == {"临江智造园联合工会"}


def test_a_person_without_a_job_is_found_in_the_city(cast):
    Person.enrol("张无业", enterprise=None, id_number=id_number(901))
    assert column(asked("people", cast.zhou, q="张")) == ["张师傅", "张无业"]


def test_numbers_are_masked(cast):
    for export in (asked("people", cast.zhou, format="xlsx"), asked("people", cast.zhou)):
        held = plain(export)
        for n in (1, 2, 3, 4):
            assert phone(n).encode() not in held and id_number(n).encode() not in held
            assert id_number(n)[6:14].encode() not in held  # nor the birth date inside it
        assert b"138****0001" in held and b"3101************" in held


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("people", phone(1)),
        ("people", id_number(1)),
        ("people", "0001"),
        ("people", "E12345678"),
        ("people", "张 138 0000 0001"),
        ("enterprises", phone(1)),
        ("proposals", f"找{id_number(1)}的"),
    ],
)
def test_a_search_by_a_number_is_not_kept(cast, sign_in, name, text):
    asked = {"list": name, "format": "csv", "query": f"q={text}"}
    answer = sign_in(cast.zhou).post(reverse("portal:exports"), asked)
    assert "按号码找到的人不能导出" in answer.text
    assert not Export.objects.exists()


def test_a_credit_code_is_no_number_of_a_person(cast):
    export = asked("enterprises", cast.zhou, q=str(cast.jinggong.credit_code))
    assert column(export) == ["精工公司"]


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_whatever_is_written_nothing_becomes_a_formula(cast, programme, format, text):
    """FZ-7: every free text of every list."""
    propose(cast, programme)
    for user in (cast.zhou, cast.zhao):
        type(user).objects.filter(pk=user.pk).update(name=text)
    Person.objects.filter(pk=cast.zhang.pk).update(name=text, education=text[:20])
    cast.zhang.employments.update(department=text, post=text, skill_level=text[:20])
    places = (cast.jinggong, cast.park, cast.jinggong_union)
    for place in places:
        type(place).objects.filter(pk=place.pk).update(name=text)
    type(cast.jinggong).objects.filter(pk=cast.jinggong.pk).update(address=text)
    type(cast.park).objects.filter(pk=cast.park.pk).update(district=text)
    Proposal.objects.update(title=text)
    type(programme).objects.update(name=text, summary=text)
    armed = text[0] in "=+-@\t\r＝"
    expected = f"'{text}" if format == "csv" and armed else text
    met = 0
    for name in LISTS:
        export = asked(name, cast.zhou, format=format, **needed(cast, name))
        assert b"<f>" not in plain(export) and b"<f " not in plain(export)
        cells = [str(cell) for row in table(export)[1:] for cell in row]
        met += sum(as_read(cell) == as_read(expected) for cell in cells)
        if format == "csv":
            assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝"))]
    assert met > 20


def as_read(text):
    """XML reads each way to end a line as one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_what_does_not_fit_on_a_sheet_goes_on_to_the_next(cast, monkeypatch):
    monkeypatch.setattr("jiangxin.documents.sheet.MOST_ROWS", 2)
    export = asked("people", cast.zhou, format="xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(export)))
    pages = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [len(page) for page in pages] == [3, 3] and pages[0][0] == pages[1][0]
    assert export.rows == 4


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("people", 34), ("proposals", 30), ("below", 43)])
def test_a_longer_list_asks_no_more(
    cast, programme, django_assert_num_queries, name, queries, count
):
    for n in range(count):
        propose(cast, programme, f"建议{n}")
        if n:
            person = Person.enrol(f"新{n}", enterprise=cast.jinggong, since=LONG_AGO)
            assert person.pk
    asked_for = {"kind": "unions", "pk": cast.jinggong_union.pk} if name == "below" else {}
    export = Export.ask(name, "csv", asked_for, by=cast.zhao)
    with django_assert_num_queries(queries):
        export.write()
    assert again(export).written_at


# How it is made, and how long it stays


def test_twice_pressed_is_one_export(cast):
    first = Export.ask("people", "xlsx", {"q": "张"}, by=cast.zhao)
    assert Export.ask("people", "xlsx", {"q": "张"}, by=cast.zhao) == first
    assert Export.ask("people", "xlsx", {"q": "张"}, by=cast.zheng) != first
    assert Export.ask("people", "csv", {"q": "张"}, by=cast.zhao) != first


def test_nobody_keeps_all_workers_busy(cast):
    for name in sorted(LISTS)[:MOST_UNDER_WAY]:
        Export.ask(name, "csv", {}, by=cast.zhao)
    with pytest.raises(Refusal, match="还没有办完"):
        Export.ask("people", "csv", {}, by=cast.zhao)


def test_it_expires(cast, sign_in, media, settings, django_capture_on_commit_callbacks):
    export = asked("people", cast.zhao, q="张")
    path = reverse("portal:export_file", args=[export.pk])
    with clock.shifted(timedelta(hours=settings.EXPORT_HOURS, minutes=-1)):
        assert sign_in(cast.zhao).get(path).status_code == 200
        assert discard_due() == 0
    with clock.shifted(timedelta(hours=settings.EXPORT_HOURS, minutes=1)):
        assert sign_in(cast.zhao).get(path).status_code == 404
        assert "已经到期" in sign_in(cast.zhao).get(export.get_absolute_url()).text
        with django_capture_on_commit_callbacks(execute=True):
            assert discard_due() == 1
        assert discard_due() == 0
        assert "已经到期" in sign_in(cast.zhao).get(export.get_absolute_url()).text
    assert files_in(media) == [] and not Attachment.objects.exists()
    assert again(export).parameters == {}


def test_the_worker_knows_when_to_look(db):
    assert "discard_due" in {name for name, _ in app.periodic_registry.periodic_tasks}


def test_a_killed_worker_leaves_nothing_behind(
    cast, media, monkeypatch, django_capture_on_commit_callbacks
):
    export = Export.ask("people", "csv", {}, by=cast.zhao)
    killed = Export.objects.get(pk=export.pk)
    with monkeypatch.context() as death:
        death.setattr(Export, "_finish", broken)
        with pytest.raises(OperationalError):
            killed.write()  # its file is stored, and the database is gone
    assert len(files_in(media)) == 1 and not again(export).written_at
    with django_capture_on_commit_callbacks(execute=True):
        Export.objects.get(pk=export.pk).write()
    export = again(export)
    assert [path.relative_to(media).as_posix() for path in files_in(media)] == [
        export.file.file.name
    ]
    assert Attachment.objects.count() == 1 and len(column(export)) == 2


def broken(*_):
    raise OperationalError("the connection was lost")


def test_a_worker_thought_dead_cannot_put_its_file_in(
    cast, media, monkeypatch, django_capture_on_commit_callbacks
):
    export = Export.ask("people", "csv", {}, by=cast.zhao)
    asleep, fill = Export.objects.get(pk=export.pk), Attachment.fill

    def fill_late(attachment, made):
        """Another worker takes over just before the file is stored."""
        monkeypatch.setattr(Attachment, "fill", fill)
        with django_capture_on_commit_callbacks(execute=True):
            Export.objects.get(pk=export.pk).write()
        fill(attachment, made)

    monkeypatch.setattr(Attachment, "fill", fill_late)
    with pytest.raises(OutOfStep):
        asleep.write()
    export = again(export)
    assert export.written_at and len(column(export)) == 2
    assert len(files_in(media)) == 1 == Attachment.objects.count()


def test_written_is_written(cast):
    export = asked("people", cast.zhao)
    Export.objects.get(pk=export.pk).write()
    assert again(export).written_at == export.written_at


def test_what_fails_says_so_and_can_be_asked_again(cast, sign_in):
    export = asked("below", cast.zhao, kind="parks", pk=cast.park.pk)
    page = sign_in(cast.zhao).get(export.get_absolute_url()).text
    assert "没有导成" in page and "请从“数字”里点进去再导出" in page and "再导一次" in page


# Where it is offered


@pytest.mark.parametrize(
    ("path", "place", "name"),
    [
        ("people:list", None, "people"),
        ("organisations:list", None, "organisations"),
        ("organisations:enterprises", None, "enterprises"),
        ("organisations:parks", None, "parks"),
        ("proposals:list", None, "proposals"),
        ("people:rosters", "jinggong", "rosters"),
        ("portal:enterprise_people", "jinggong", "turnout"),
    ],
)
def test_a_list_offers_it_with_its_filters(cast, sign_in, path, place, name):
    where = reverse(path, args=[getattr(cast, place).pk] if place else [])
    client = sign_in(cast.li)
    export = client.get(where, {"q": "精工"}).context["export"]
    assert (export["list"], export["query"]) == (name, "q=%E7%B2%BE%E5%B7%A5")
    hidden = {key: export[key] for key in ("list", "query", "place")}
    answer = client.post(export["url"], {**hidden, "format": "xlsx"})
    made = Export.objects.get()
    assert answer.status_code == 302 and answer.url == made.get_absolute_url()
    assert place is None or list(made.parameters.values()) == [getattr(cast, place).pk]
    run_waiting()
    assert "下载" in client.get(answer.url).text


def test_nothing_is_offered_to_a_worker_or_elsewhere(cast, sign_in):
    assert "data-export" not in sign_in(cast.zhang).get(reverse("proposals:list")).text
    assert "data-export" not in sign_in(cast.zhao).get(reverse("portal:desk")).text
    assert "data-export" in sign_in(cast.zhao).get(reverse("people:list")).text


def test_the_form_does_without_nothing(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.zhao)
    asked = {"list": "people", "format": "csv"}
    assert client.post(reverse("portal:exports"), asked).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"list": "users"},
        {"format": "pdf"},
        {"list": ""},
        {"query": "q=\x00"},
        {"query": "enterprise=abc&q=" + "长" * 600},
        {"place": "-1"},
        {"place": "9" * 30},
    ],
)
def test_a_wrong_form_is_no_fault(cast, sign_in, wrong):
    asked = {"list": "people", "format": "csv", **wrong}
    assert sign_in(cast.zhao).post(reverse("portal:exports"), asked).status_code in {200, 302, 400}


@pytest.mark.parametrize("count", [1, 3])
def test_my_exports_ask_the_same_however_many(cast, sign_in, django_assert_num_queries, count):
    for name in sorted(LISTS)[:count]:
        asked(name, cast.zhou)
    client = sign_in(cast.zhou)
    client.get(reverse("portal:exports"))
    with django_assert_num_queries(9):
        client.get(reverse("portal:exports"))


def test_a_past_day_is_not_taken_for_today(cast, sign_in):
    told = {"list": "people", "format": "csv", "query": "enterprise=1&on=2024-06-01"}
    answer = sign_in(cast.zhao).post(reverse("portal:exports"), told)
    assert answer.status_code == 409 and "请回到今天" in answer.text
    assert not Export.objects.exists()
