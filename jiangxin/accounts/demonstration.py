import json

from django.conf import settings

FILE = "demo.json"  # under settings.VAR; written by `jiangxin demo`


def ready_sign_ins():
    """The roles of a demonstration, as [{"role", "name", "place", "phone"}]; otherwise nothing.

    Each only fills in a phone number: the code is asked for as from anybody.
    """
    if not settings.DEMONSTRATION:
        return []
    try:
        rows = json.loads((settings.VAR / FILE).read_text())
        return [{key: str(row[key]) for key in ("role", "name", "place", "phone")} for row in rows]
    except (OSError, ValueError, TypeError, KeyError):  # not built yet, or being written
        return []
