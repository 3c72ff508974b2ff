from django.db import models
from django.db.models import Func


class CurrentTransaction(Func):
    """The number of the transaction in which a row is written; it never wraps around."""

    template = "pg_current_xact_id()"
    arity = 0


class TransactionField(models.Field):
    """PostgreSQL's xid8: which transaction wrote the row."""

    def db_type(self, connection):
        return "xid8"

    def get_db_prep_value(self, value, connection, prepared=False):
        return str(value) if isinstance(value, int) else value

    def from_db_value(self, value, expression, connection):
        return None if value is None else int(value)


CurrentTransaction.output_field = TransactionField()
