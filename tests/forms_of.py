"""The forms of a page, as a browser reads them: where they go, their fields, what is in them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

VOID = {"input", "button", "select", "textarea", "option"}
TEXTS = {"text", "search", "tel", "email", "url", "password"}
SUBMITS = {"submit", "image"}
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (its name)
NUMBERS, TOKENS = {"moves"}, {"form_token"}  # hidden fields whose kind no page says


@dataclass
class Field:
    name: str
    kind: str  # text, number, date, choice, token, file
    value: str = ""
    options: list = field(default_factory=list)
    hidden: bool = False
    secret: bool = False


@dataclass
class Form:
    action: str
    method: str = "get"
    multipart: bool = False
    fields: dict = field(default_factory=dict)
    buttons: list = field(default_factory=list)  # [(where it sends the form, name, value)]
    says_wrong: bool = False

    def filled(self):
        """{name: value} as it would be sent now; an open choice is the first one offered."""
        given = {}
        for one in self.fields.values():
            if one.kind == "choice":
                given[one.name] = one.value or next((v for v in one.options if v), "")
            elif one.kind != "file":
                given[one.name] = one.value
        return given


def forms_of(html, path="/"):
    """Each form of the page that stood at `path`."""
    reader = Reader(path)
    reader.feed(html)
    reader.close()
    return reader.forms


class Reader(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path, self.forms = path, []
        self.form = self.text = self.select = None
        self.handlers, self.scripts, self.links = [], [], []  # what could run

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.handlers += [name for name in given if name.startswith("on")]
        self.links += [given[name] for name in ("href", "src", "action") if name in given]
        if tag == "script":
            self.scripts.append(given.get("src", ""))
        if tag == "form":
            action = urljoin(self.path, given.get("action") or self.path)
            method, encoding = given.get("method", "get").lower(), given.get("enctype", "")
            self.form = Form(action, method, "multipart" in encoding)
            self.forms.append(self.form)
        elif self.form is not None and tag in VOID:
            self.form.says_wrong |= given.get("aria-invalid") == "true"
            getattr(self, f"see_{tag}")(given)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.text is not None:
            self.text.value += data

    def put(self, name, kind, value="", **how):
        if name and name != TOKEN:
            return self.form.fields.setdefault(name, Field(name, kind, value, **how))
        return None

    def see_input(self, given):
        name, kind, value = given.get("name", ""), given.get("type", "text"), given.get("value", "")
        if kind in SUBMITS:
            self.see_button(given)
        elif kind in ("radio", "checkbox"):
            one = self.put(name, "choice")
            one.options.append(value or "on")
            if "checked" in given:
                one.value = value or "on"
        elif kind == "hidden":
            guessed = "number" if name in NUMBERS else "token" if name in TOKENS else "text"
            self.put(name, guessed, value, hidden=True)
        else:
            as_text = "text" if kind in TEXTS else kind
            self.put(name, as_text, value, secret=kind == "password")

    def see_textarea(self, given):
        self.text = self.put(given.get("name", ""), "text")

    def see_select(self, given):
        self.select = self.put(given.get("name", ""), "choice")

    def see_option(self, given):
        if self.select is not None:
            self.select.options.append(given.get("value", ""))
            if "selected" in given:
                self.select.value = given.get("value", "")

    def see_button(self, given):
        if given.get("type", "submit") in SUBMITS:
            action = urljoin(self.path, given.get("formaction") or self.form.action)
            self.form.buttons.append((action, given.get("name", ""), given.get("value", "")))
