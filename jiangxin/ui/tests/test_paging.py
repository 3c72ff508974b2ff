import pytest
from django.contrib.auth import get_user_model

from jiangxin.ui.paging import window


@pytest.fixture
def people(db):
    """Seven accounts; some never signed in, two share a name."""
    model = get_user_model()
    names = ["甲", "乙", "丙", "丙", "丁", "戊", "己"]
    rows = [model.objects.create_user(name) for name in names]
    for number, row in enumerate(rows[:4]):
        model.objects.filter(pk=row.pk).update(last_login=f"2026-11-0{number // 2 + 1}T08:00Z")
    return model.objects.filter(pk__in=[row.pk for row in rows])


def read(rf, queryset, cursor="", **how):
    return window(rf.get("/", {"page": cursor, "q": "夹具"}), queryset, size=3, **how)


def walk(rf, queryset, **how):
    """All pages forwards, then all pages backwards from the last."""
    forwards = [read(rf, queryset, **how)]
    while forwards[-1].next:
        forwards.append(read(rf, queryset, forwards[-1].next, **how))
    backwards = [forwards[-1]]
    while backwards[-1].previous:
        backwards.append(read(rf, queryset, backwards[-1].previous, **how))
    return forwards, backwards


@pytest.mark.parametrize(
    "key", ["id", "-id", "name", "-name", "last_login", "-last_login", ("last_login", "id"),
            ("-last_login", "id"), ("name", "-last_login", "-id")]
)  # fmt: skip
def test_pages_together_are_the_whole_list_once(rf, people, key):
    keys = [key] if isinstance(key, str) else list(key)
    tie = [] if "id" in keys[-1] else ["-id" if keys[0].startswith("-") else "id"]
    whole = list(people.order_by(*keys, *tie))

    forwards, backwards = walk(rf, people, key=key)

    assert [row for page in forwards for row in page] == whole
    assert [list(page) for page in reversed(backwards)] == [list(page) for page in forwards]


def test_one_query_and_neither_offset_nor_count(rf, people, django_assert_num_queries):
    first = read(rf, people)
    with django_assert_num_queries(1) as made:
        read(rf, people, first.next)

    sql = made.captured_queries[0]["sql"]
    assert "OFFSET" not in sql
    assert "COUNT" not in sql


def test_a_row_added_meanwhile_neither_repeats_nor_hides_one(rf, people):
    first = read(rf, people)
    get_user_model().objects.create_user("新来的")

    second = read(rf, get_user_model().objects.filter(name__in="甲乙丙丁戊己"), first.next)

    assert not set(first) & set(second)


@pytest.mark.parametrize("nonsense", ["x", "1", "-1", "9" * 400, "a:b", "eyJ9:aaa", "'; --", "夹"])
def test_nonsense_is_the_first_page(rf, people, nonsense):
    assert list(read(rf, people, nonsense)) == list(read(rf, people))


def test_a_cursor_of_another_list_is_nonsense(rf, people):
    other = read(rf, people, key="name").next

    assert list(read(rf, people, other)) == list(read(rf, people))


def test_when_the_page_has_emptied_the_first_is_shown(rf, people):
    here = people.filter(is_active=True)
    last = walk(rf, here)[0][-2].next
    people.filter(pk__in=[row.pk for row in read(rf, here, last)]).update(is_active=False)

    assert list(read(rf, here, last)) == list(read(rf, here))


def test_the_links_keep_what_was_asked_for(rf, people):
    page = read(rf, people)

    assert "q=%E5%A4%B9%E5%85%B7" in page.next_url
    assert page.previous_url == ""


def test_an_index_can_begin_at_the_cursor(rf, people, django_assert_num_queries):
    first = read(rf, people, key="name")
    with django_assert_num_queries(1) as made:
        read(rf, people, first.next, key="name")
    assert '"name" >= ' in made.captured_queries[0]["sql"]
