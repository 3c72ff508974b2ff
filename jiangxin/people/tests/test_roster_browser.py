"""The pages of a roster in a real browser: shape, colours and sizes, by axe, at phone and desk."""

import pytest
from django.urls import reverse

from jiangxin.people.models import Roster
from jiangxin.people.tests.rosters import HEADER, again, received, upload, worker
from tests.browser import DESK, PHONE, axe, visit
from tests.cast import build_cast

pytestmark = pytest.mark.browser
NEW = [worker(f"王{chr(0x4E00 + n)}", 100 + n) for n in range(8)]
ROWS = [
    *NEW,
    worker("陈国华", 13, id="310101198506120000"),
    worker("艾力·吐尔逊", 14, phone="1380000 000012"),
    worker("", 15),
    worker("李秀云", 16),
    worker("李秀英", 16),
    worker("陈师傅", 3),
    worker("张师傅", 1, "三车间", "班组长", phone="18600000001"),
]
WIDTHS = [DESK, pytest.param(PHONE, marks=pytest.mark.slow)]


@pytest.fixture
def cast(transactional_db):
    return build_cast()


def faults(browser, server, path, client, width, shot=None):
    with visit(browser, server, path, client=client, width=width, bypass_csp=True) as page:
        if shot:
            page.screenshot(path=shot, full_page=True)
        return [*axe(page), *page.complaints]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_roster_stands(cast, sign_in, live_server, browser, width):
    client = sign_in(cast.zhao)
    unsure = received(cast.jinggong, upload(NEW, header=["人员", *HEADER[1:]]), by=cast.zhao)
    broken = received(cast.jinggong, upload([[1]], header=["甲"]), by=cast.zhao)
    done = received(cast.jinggong, upload(NEW[:2]), by=cast.zhao)
    done.confirm(by=cast.zhao)
    again(done, "merge")
    seen = received(cast.jinggong, upload(ROWS), by=cast.zhao)
    waits = Roster.receive(cast.jinggong, upload(NEW), by=cast.zhao)
    parts = [f"{seen.get_absolute_url()}?part={part}" for part in ("added", "absent")]
    paths = [roster.get_absolute_url() for roster in (unsure, broken, done, seen, waits)]
    everything = [reverse("people:rosters", args=[cast.jinggong.pk]), *paths, *parts]
    found = {path: faults(browser, live_server, path, client, width) for path in everything}
    assert {path: said for path, said in found.items() if said} == {}
