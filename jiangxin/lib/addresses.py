"""What stands in an address: where one may be sent on to, and the keys of rows."""

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 500


def local_path(text):
    """The text if it is a path on this site, else nothing: where one may be sent on to."""
    text = text or ""
    plain = text.startswith("/") and text.isprintable() and len(text) <= LONGEST
    return text if plain and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""


def key_in(text):
    """The key of a row that the text is, as a number, or None: it comes from anybody."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
