import signal

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Stands for the sealer: lives until it is told to stop."""

    def handle(self, **options):
        signals = {signal.SIGINT, signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        signal.sigwait(signals)
