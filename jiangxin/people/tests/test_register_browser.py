"""No barrier on the pages about people, on a phone and on a desk."""

import pytest
from django.urls import reverse

from jiangxin.people.models import Merger, Person, Resemblance
from tests.browser import DESK, PHONE, axe, scrolls_sideways, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_about_people_have_no_barrier(browser, live_server, client, cast, width):
    client.force_login(cast.zheng)
    second, third = (Person.enrol("张大师", enterprise=cast.jinggong) for _ in range(2))
    merger = Merger.make(cast.liu, third, by=cast.zhao, reason="同一人")
    addresses = [
        reverse("people:list"),
        reverse("people:duplicates"),
        Resemblance.between(cast.zhang, second).get_absolute_url(),
        merger.get_absolute_url(),
        cast.zhang.get_absolute_url(),
        reverse("people:appointment", args=[cast.jinggong_union.pk]),
        reverse("people:disclosure", args=[cast.he.pk]),
    ]
    for path in addresses:
        with visit(browser, live_server, path, client=client, width=width, bypass_csp=True) as page:
            assert axe(page) == [], path
            assert not scrolls_sideways(page), path
