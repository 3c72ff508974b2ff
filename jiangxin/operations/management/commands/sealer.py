import signal
import threading

from django.core.management.base import BaseCommand

from jiangxin.audit.sealing import Sealer


class Command(BaseCommand):
    """Seal the log every second until a signal asks to stop. A kill delays and loses nothing."""

    help = "Give each trace its position in the sealed log, and sign how far the log has come."
    requires_system_checks = []

    def handle(self, **options):
        stopping = threading.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: stopping.set())
        Sealer().run(stopping)
