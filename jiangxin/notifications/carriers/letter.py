from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Letter:
    """What one person is told, as the carriers see it; each says no more than it may.

    neutral: a sentence that holds for everybody, without a name, a title or a number; all that
    ever goes over a phone or into a group. is_open: the title too holds nothing but counts.
    reference: the same for each try, so that a gateway can know it again.
    """

    neutral: str
    title: str
    text: str
    path: str
    reference: str
    is_open: bool = False

    @property
    def outside(self):
        """What a group may read."""
        return self.title if self.is_open else self.neutral

    @property
    def url(self):
        return f"{settings.ORIGIN}{self.path}" if settings.ORIGIN and self.path else settings.ORIGIN
