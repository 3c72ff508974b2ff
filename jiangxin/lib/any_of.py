"""Is it one of these? As one array: thousands of keys are one parameter, and PostgreSQL knows them.

It walks an index through the keys in order, and hashes them where it must look at every row; of a
subquery it only guesses how many keys will come out.
"""

from django.db.models import BooleanField, Func


class AnyOf(Func):
    """A condition: the field holds one of these keys. `.filter(AnyOf("enterprise", keys))`."""

    output_field = BooleanField()
    arity = 1

    def __init__(self, field, keys):
        super().__init__(field)
        self.keys = list(keys)

    def as_sql(self, compiler, connection):
        field, parameters = compiler.compile(self.source_expressions[0])
        return f"{field} = ANY(%s::bigint[])", [*parameters, self.keys]
