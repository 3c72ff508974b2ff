"""Keys that come in an address: from anybody, and so anything."""

import pytest

from jiangxin.lib.addresses import key_in


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("7", 7),
        ("0", 0),
        ("9" * 17, 10**17 - 1),
        ("9" * 18, None),
        ("٣", None),
        ("²", None),
        ("-1", None),
        (" 7", None),
        ("", None),
        (None, None),
    ],
)
def test_a_key_is_plain_digits(text, key):
    assert key_in(text) == key
