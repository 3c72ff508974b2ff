from django.core.exceptions import PermissionDenied


class Permits:
    """What one user may do to one thing. Every public method is a verb, and answers yes or no."""

    def __init__(self, user, subject):
        self.user = user
        self.subject = subject


def require(allowed):
    """Stop with 403 unless the permit says yes."""
    if not allowed:
        raise PermissionDenied
