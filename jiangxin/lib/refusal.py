class Refusal(Exception):
    """A rule of the house says no. The message is meant for the person who asked."""


class OutOfStep(Refusal):
    """Somebody else was first; the person sees what is there now and decides again."""


class Unreadable(ValueError):
    """What was typed cannot be read as what was asked for. The message says what is wrong.

    A ValueError and no Refusal: forms and importers gather it beside its field or cell. The
    message never repeats a personal number.
    """
