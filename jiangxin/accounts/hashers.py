from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """19 MiB, two passes, one lane (OWASP): a whole shift can sign in on a small machine."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
