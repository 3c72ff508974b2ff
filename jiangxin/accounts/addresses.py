from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 500


def local_path(text):
    """The text if it is a path on this site, else nothing: where one may be sent on to."""
    text = text or ""
    plain = text.startswith("/") and text.isprintable() and len(text) <= LONGEST
    return text if plain and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""
