"""One question of a form, as a page asks it: label, hint, control, error."""

from django import forms
from django.forms.models import ModelChoiceIterator

FEW = 7  # up to so many answers are buttons; more are a list
ALWAYS_BUTTONS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def kind(bound):
    """Which template asks this question."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, ALWAYS_BUTTONS) or (isinstance(widget, forms.Select) and few(widget)):
        return "choice"
    return "field"


def few(widget):
    if isinstance(widget.choices, ModelChoiceIterator):  # counting them would ask the database
        return False
    return len([value for value, _ in widget.choices if value not in ("", None)]) <= FEW


def first_control(bound):
    """The id of what one would press or write in first."""
    return f"{bound.auto_id}_0" if kind(bound) == "choice" else bound.auto_id


def question(bound, *, limit=None, rows=None):
    """What the templates of a field need."""
    hint, error = f"{bound.auto_id}_hint", f"{bound.auto_id}_error"
    described = [name for name, there in ((hint, bound.help_text), (error, bound.errors)) if there]
    return {
        "field": bound,
        "hint_id": hint,
        "error_id": error,
        "described": " ".join(described),
        "optional": not bound.field.required,
        "limit": limit,
        "used": len(str(bound.value() or "")),
        "control": bound.as_widget(attrs=attributes(bound, described, limit, rows)),
    }


def attributes(bound, described, limit, rows):
    widget = bound.field.widget
    own = widget.attrs.get("class", "")
    base = "form-control"
    if isinstance(widget, forms.CheckboxInput):
        base = "form-check-input"
    elif isinstance(widget, forms.Select):
        base = "form-select"
    attrs = {"class": f"{base} {own} {'is-invalid' if bound.errors else ''}".strip()}
    attrs |= {"aria-describedby": " ".join(described)} if described else {}
    attrs |= {"aria-invalid": "true"} if bound.errors else {}
    attrs |= {"data-limit": limit} if limit else {}
    attrs |= {"rows": rows} if rows else {}
    return attrs


def options(bound):
    """The buttons of a choice: several may be pressed if the field takes several."""
    several = isinstance(bound.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
    value = bound.value()
    chosen = {str(one) for one in (value or [])} if several else {str(value)}
    answers = [(value, word) for value, word in bound.field.widget.choices if value != ""]
    return {
        "type": "checkbox" if several else "radio",
        "options": [
            {
                "id": f"{bound.auto_id}_{number}",
                "value": value,
                "word": word,
                "chosen": str(value) in chosen,
            }
            for number, (value, word) in enumerate(answers)
        ],
    }
