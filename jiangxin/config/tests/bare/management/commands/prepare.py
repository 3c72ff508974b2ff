from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    """What only the owner may do."""

    def handle(self, **options):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS prepared ()")
