"""The components. Each has its markup in templates/ui/ and its states on the style page /ui/."""

import json
from hashlib import sha256
from pathlib import Path

from django import template
from django.contrib.messages import constants
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jiangxin.lib import clock
from jiangxin.lib.sameness import highlighted
from jiangxin.lib.text import query_terms
from jiangxin.ui import fields, words

register = template.Library()
NUMBERS = (words.commas, words.wan, words.percent, words.money)
for write in (words.day, words.full_day, words.moment, *NUMBERS):
    register.filter(write)

ICONS = json.loads((Path(__file__).parents[1] / "templates/ui/icons.json").read_text())
STATES = {
    "draft": "pencil",
    "waiting": "clock",
    "open": "circle-dot",
    "passed": "check",
    "done": "circle-check",
    "returned": "arrow-back-up",
    "soon": "hourglass",
    "refused": "x",
    "late": "alert-triangle",
    "closed": "lock",
    "reserved": "notebook",
    "noted": "message",
    "merged": "arrows-exchange",
}
SAYS = {"info": "info-circle", "done": "circle-check", "warn": "alert-triangle", "refuse": "x"}
STEPS = {"past": "check", "back": "arrow-back-up", "now": "circle", "next": "dots", "refused": "x"}
MARK = SafeString("<mark>"), SafeString("</mark>")
LEVELS = {constants.SUCCESS: "done", constants.WARNING: "warn", constants.ERROR: "refuse"}


def drawn(name, /, **known):
    return render_to_string(f"ui/{name}.html", known)


@register.simple_tag
def icon(name, label=""):
    """Tabler's outline drawing, inline; silent for screen readers unless it has a label."""
    voice = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return SafeString(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-linecap="round" stroke-linejoin="round" {voice}>{ICONS[name]}</svg>'
    )


@register.simple_tag
def state(kind, word):
    """Icon, word and colour of a state, in this order."""
    drawing = icon(STATES[kind])
    return format_html('<span class="jx-state jx-state--{}">{}{}</span>', kind, drawing, word)


@register.simple_tag(takes_context=True)
def due(context, day, word="", lead="", **how):
    """The day first, then how far. how: short (for a queue), inline (a span), warn (days).

    of: the term in working days. On the day it begins, which does not count, no more are left.
    """
    if not day:
        return ""
    left, far = words.distance(day, now_of(context), how.get("of"))
    kind = "late" if left < 0 else "soon" if left <= how.get("warn", 3) else ""
    if how.get("short"):
        text = far.removeprefix("已") if kind == "late" else words.short_day(day)
    else:
        text = f"{lead}{words.day(day)}{word} · {far}"
    return drawn("due", kind=kind, text=text, inline=how.get("inline") or how.get("short"))


def now_of(context):
    """One clock for the whole page: asked once, however many days the page shows."""
    request = context.get("request")
    if request is None:
        return clock.now()
    if not hasattr(request, "shown_at"):
        request.shown_at = clock.moment()
    return request.shown_at


@register.simple_tag
def blank(icon, title, text="", url="", word=""):
    """Nothing here yet: what will appear, and the next act."""
    return drawn("blank", icon=icon, title=title, text=text, url=url, word=word)


@register.simple_block_tag
def say(content, kind, title, icon=""):
    """What happened, and what to do now."""
    return drawn("say", kind=kind, title=title, icon=icon or SAYS[kind], content=content)


@register.simple_tag
def said(message):
    """One of Django's messages."""
    return say("", LEVELS.get(message.level, "info"), message.message)


@register.simple_block_tag
def figure(content, name, number, unit="", **how):
    """A number with its definition. how: kind (实名…), lead, meter and goal in per cent."""
    shown, unit = words.commas(number), "" if number is None else unit
    return drawn("figure", name=name, number=shown, unit=unit, content=content, how=how)


@register.simple_tag
def meter(value, goal=None, label=""):
    """A bar in per cent, with the line of where it should be."""
    return drawn("meter", value=value, goal=goal, label=label)


@register.simple_block_tag
def chart(content, kind, label, outline=""):
    """A picture (line, bar, map) of the table inside it; `label` says in a sentence what it shows.

    Its page loads echarts.min.js and charts.js. outline: of a map, where its GeoJSON is.
    """
    return drawn("chart", kind=kind, label=label, outline=outline, content=content)


@register.simple_block_tag
def why(content, title="为什么我能看到这里", open=False):
    return drawn("why", title=title, open=open, content=content)


@register.simple_block_tag
def section(content, title, note="", url="", id=""):
    """A heading over a hairline, with a note or a link at its right."""
    id = id or f"s-{sha256(title.encode()).hexdigest()[:8]}"
    return drawn("section", id=id, title=title, note=note, url=url, content=content)


@register.simple_tag
def marks(text, query):
    """The text, with the words of a query marked."""
    return marked(highlighted(str(text), query_terms(query)) if query else [(str(text), False)])


@register.simple_tag
def marked(parts):
    """A text that comes as [(part, is it marked)]."""
    return format_html_join(
        "",
        "{}{}{}",
        ((MARK[0], part, MARK[1]) if found else ("", part, "") for part, found in parts),
    )


@register.simple_block_tag(takes_context=True)
def head(context, content, title, text="", path=""):
    """The one h1 of a page, and the acts that one can do here; `export` if its list has a way out.

    The room that makes exports says in the context of a page: url, list, query, place, formats.
    """
    known = {"title": title, "text": text, "path": path, "content": content}
    known |= {name: context.get(name) for name in ("export", "csrf_token")}
    return drawn("head", **known)


@register.simple_block_tag
def wide(content, name):
    """A table that scrolls sideways on a phone."""
    return drawn("wide", name=name, content=content)


@register.simple_tag
def trail(*steps):
    """url, word, url, word, …, and last the words of here."""
    *pairs, here = steps
    return drawn("trail", links=list(zip(pairs[::2], pairs[1::2], strict=True)), here=here)


@register.simple_tag
def field(bound, limit=None, rows=None):
    known = fields.question(bound, limit=limit, rows=rows)
    kind = fields.kind(bound)
    return drawn(kind, **known, **(fields.options(bound) if kind == "choice" else {}))


@register.simple_tag
def choice(bound):
    return drawn("choice", **fields.question(bound), **fields.options(bound))


@register.simple_tag
def mistakes(form):
    """Above a form that was refused: what is wrong with it, and which questions to mend."""
    if not form.errors:
        return ""
    wrong = [bound for bound in form.visible_fields() if bound.errors]
    places = [(fields.first_control(bound), bound.label) for bound in wrong]
    title, *others = [*form.non_field_errors(), f"有 {len(wrong)} 处要改，改好再交一次"]
    return drawn("mistakes", title=title, others=others if wrong else others[:-1], places=places)


@register.simple_tag
def photos(bound, limit=9, existing=()):
    """Photos to take or choose, with a preview; `existing` has a url and a title each."""
    known = fields.question(bound)
    there = [photo for photo in existing if photo]
    return drawn("photos", **(known | {"limit": limit, "existing": there, "used": len(there)}))


@register.simple_tag
def send(word, note="", icon="", **how):
    """The act of a form. how: name and value of the button; sticky=False leaves it in the flow."""
    return drawn("send", word=word, note=note, icon=icon, how={"sticky": True, **how})


@register.simple_tag
def pager(rows):
    return drawn("pager", rows=rows)


@register.simple_tag
def progress(errand):
    """A job under way: it asks for its own news until it is over."""
    share = min(100, 100 * errand.done // errand.total) if errand.total else None
    return drawn("progress", errand=errand, share=share)


@register.simple_tag
def journey(steps):
    """At whose desk it lay, since when, what was said."""
    rows = [{"kind": "past", **step, "when": words.moment(step.get("when"))} for step in steps]
    for row, step in zip(rows, steps, strict=True):
        row["icon"] = step.get("icon") or STEPS[row["kind"]]
        row["when"] = row["when"] if step.get("when") else ""
    return drawn("journey", steps=rows)


@register.simple_tag
def track(steps):
    """The same journey as a small bar: kinds, or the steps of `journey`."""
    kinds = [step if isinstance(step, str) else step.get("kind", "past") for step in steps]
    here = 1 + max((place for place, kind in enumerate(kinds) if kind != "next"), default=0)
    return drawn("track", kinds=kinds, here=here)


@register.simple_tag
def tally(items, label="各部分"):
    return drawn("tally", items=items, label=label)


@register.simple_tag
def steps(names, current):
    return drawn("steps", words=list(enumerate(names, 1)), current=current)
