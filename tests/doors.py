"""The guard's table: for every address, who gets what.

Each room that has addresses keeps its own rows in `tests/doors.py`:

    DOORS = {
        "proposals:proposal": Door(subject="proposal", owner="zhang", stranger=404, former=404),
    }

A status is what the person gets for a plain GET. `post` says what a POST with an empty form gives
to the owner; a stranger's POST gives what their GET gives. An address that is not declared here
fails the suite.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Door:
    """One address. People are named as in the cast.

    owner: who may pass. stranger: signed in, but it is none of theirs. former: an officer whose
    office is over. An owner or a stranger may be a program: then they have a `secret`, and show it.
    `subject` names the thing in the cast whose key stands in the address.
    """

    subject: str | None = None
    kwargs: dict = field(default_factory=dict)
    owner: str = "zhao"
    get: int = 200
    post: int = 405
    stranger_is: str = "chen"
    stranger: int = 404
    former: int = 404
    anonymous: str = "sign-in"  # or "open", or "key" (401 without one), "off" (404 as shipped)
