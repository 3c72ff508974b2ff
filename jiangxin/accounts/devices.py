"""设备: a browser that was here before, known by a signed cookie.

It lets a limit tell a colleague's own phone from a stranger who types the colleague's number: the
stranger can use up only what strangers share.
"""

import secrets

from jiangxin.lib.sealed import fingerprint

COOKIE, SALT = "device", "accounts.device"
PURPOSE = "accounts.Device.phone"
YEAR = 365 * 24 * 3600
REMEMBERED = 8  # numbers per browser: a family, or the computer in a union's office


class Device:
    def __init__(self, key, marks=(), *, is_new=False):
        self.key, self.marks, self.is_new = key, list(marks), is_new

    @classmethod
    def of(cls, request):
        """The browser of this request; one that shows no cookie of ours is new."""
        signed = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=YEAR)
        key, *marks = signed.split(".")
        return cls(key, marks) if key else cls(secrets.token_hex(8), is_new=True)

    def knows(self, phone):
        """Whether somebody signed in here with this number before."""
        return mark(phone) in self.marks

    def bucket(self, phone):
        """The key under which attempts at this number from here are counted."""
        return f"{mark(phone)}:{self.key if self.knows(phone) else 'strangers'}"

    def greet(self, request, response, phone=None):
        """Leave the cookie; with a number, remember that it signed in here."""
        if phone:
            known = mark(phone)
            self.marks = [known, *(one for one in self.marks if one != known)][:REMEMBERED]
        response.set_signed_cookie(
            COOKIE,
            ".".join([self.key, *self.marks]),
            salt=SALT,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
        return response


def mark(phone):
    """Half a keyed fingerprint: enough to recognise, no number to be read off."""
    return fingerprint(phone, purpose=PURPOSE).hex()[:32]
