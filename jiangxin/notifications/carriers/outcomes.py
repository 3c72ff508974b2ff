"""What can come of handing a message to a carrier, when it is not simply done."""


class NotSent(Exception):
    """Certainly nothing left: nobody answered the call, or the carrier asked to come later."""


class Refused(Exception):
    """The carrier understood and does not take it. `is_address`: this address takes nothing."""

    def __init__(self, why, *, is_address=False):
        super().__init__(why)
        self.is_address = is_address


class Unclear(Exception):
    """It was handed over, and no answer came: perhaps it arrived. It must not be sent again."""
