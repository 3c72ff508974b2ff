"""The templates of all rooms: no inline script or style, no raw colour, words on every link."""

import re
from pathlib import Path

import pytest

ROOMS = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))
MARKUP = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.S)
REFUSED = {
    "inline style": re.compile(r"<style|\sstyle=", re.I),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)|javascript:", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+=", re.I),
    "hx-on or js: in htmx": re.compile(r"\shx-on|\"js:", re.I),
    "raw colour": re.compile(r"(?<!&)#[0-9a-f]{3}(?:[0-9a-f]{3})?\b(?![\w-])", re.I),
    "Tabler's colours": re.compile(r"\b(?:text|bg)-(?:red|green|blue|yellow|orange|azure)\b"),
    "Tabler's washes": re.compile(r"\bbg-\w+-lt\b"),
    "outside": re.compile(r"""(?:src|href|action)=["'](?:https?:)?//"""),
    "safe filter": re.compile(r"\|\s*safe\b|autoescape off"),
}
PRESSED = re.compile(r"<(a|button)\b([^>]*)>(.*?)</\1>", re.S)


def name_of(template):
    return str(template.relative_to(ROOMS))


@pytest.fixture(params=TEMPLATES, ids=name_of)
def source(request):
    return MARKUP.sub("", request.param.read_text())


def test_nothing_refused(source):
    assert [name for name, pattern in REFUSED.items() if pattern.search(source)] == []


def test_every_link_and_button_has_words(source):
    plain = re.sub(r"{%\s*icon\b.*?%}", "", source)
    plain = re.sub(r"{%\s*marke?[sd]\b.*?%}", "词", plain)
    plain = re.sub(r"{{.*?}}", "词", re.sub(r"{%.*?%}", "", plain, flags=re.S))
    wordless = [
        whole.group(0)
        for whole in PRESSED.finditer(plain)
        if not re.search(r"[\w一-鿿]", re.sub(r"<[^>]*>", "", whole.group(3)))
        and "aria-label" not in whole.group(2)
        and not re.search(r'\salt="[^"]', whole.group(3))  # a picture that says what it shows
    ]
    assert wordless == []


def test_at_most_80_lines(source):
    assert source.count("\n") <= 80


def test_there_are_templates():
    assert "ui/templates/ui/base.html" in map(name_of, TEMPLATES)
