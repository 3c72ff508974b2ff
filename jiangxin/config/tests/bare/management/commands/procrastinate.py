import signal

from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    """Stands for the worker: holds a connection until it is told to stop."""

    def add_arguments(self, parser):
        parser.add_argument("word", choices=["worker"])

    def handle(self, **options):
        signals = {signal.SIGINT, signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        connection.ensure_connection()
        signal.sigwait(signals)
