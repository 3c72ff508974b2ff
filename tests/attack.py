"""Requests that no honest browser sends: built by hand, counted, and undone afterwards."""

from collections import Counter
from contextlib import contextmanager
from copy import copy
from traceback import extract_tb
from urllib.parse import quote_from_bytes

from django.db import connection, transaction

from tests.forms_of import Reader

BOUNDARY = "----jx7d1f"
FORM, PARTS = "application/x-www-form-urlencoded", f"multipart/form-data; boundary={BOUNDARY}"
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def undone():
    """Whatever it does to the database is taken back.

    A statement outside any `atomic` of the program stands alone, as it does in life: when it
    fails, what comes after it still works.
    """
    with transaction.atomic():
        depth = len(connection.savepoint_ids)

        def alone(execute, sql, params, many, context):
            outermost = len(connection.savepoint_ids) == depth
            if not outermost or str(sql).startswith(OF_TRANSACTIONS):
                return execute(sql, params, many, context)
            connection.needs_rollback = False
            held = transaction.savepoint()
            try:
                answer = execute(sql, params, many, context)
            except Exception:
                transaction.savepoint_rollback(held)
                raise
            transaction.savepoint_commit(held)
            return answer

        with connection.execute_wrapper(alone):
            yield
        transaction.set_rollback(True)


def raw(value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def body(pairs, multipart):
    """(bytes, content type) of a form. A value may be (file name, bytes)."""
    if not multipart:
        plain = [(n, v[0] if isinstance(v, tuple) else v) for n, v in pairs]
        said = [f"{quote_from_bytes(raw(n))}={quote_from_bytes(raw(v))}" for n, v in plain]
        return "&".join(said).encode(), FORM
    return b"".join(part(*pair) for pair in pairs) + f"--{BOUNDARY}--\r\n".encode(), PARTS


def part(name, value):
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'.encode()
    if isinstance(value, tuple):
        shown = raw(value[0]).replace(b'"', b"%22")
        head += b'; filename="' + shown + b'"\r\nContent-Type: application/octet-stream'
        value = value[1]
    return head + b"\r\n\r\n" + raw(value) + b"\r\n"


class Attack:
    """Sends, counts the answers by status, and notes whatever no answer may be."""

    def __init__(self):
        self.answers, self.wrong = Counter(), []

    def post(self, client, path, pairs, *, multipart=False, **how):
        data, kind = body(pairs, multipart)
        return self.send(client, "POST", path, data=data, content_type=kind, **how)

    def get(self, client, path, **how):
        return self.send(client, "GET", path, **how)

    def send(self, client, method, path, **how):
        client.raise_request_exception = False
        client.cookies.pop("messages", None)
        kept = copy(client.cookies)  # who signed out by it, or changed a password, is still in
        answer = client.generic(method, path, **how)
        client.cookies = kept
        self.look(answer, f"{method} {path[:120]} {str(how.get('data', ''))[:300]}")
        return answer

    def look(self, answer, asked):
        self.answers[answer.status_code] += 1
        if answer.status_code >= 500:
            self.wrong.append(f"{answer.status_code}: {asked}\n{fault(answer)}")
        if not answer.streaming and b"<" in answer.content and is_run(answer):
            self.wrong.append(f"what was typed would run: {asked}")

    def say(self, what):
        counted = ", ".join(f"{status}: {n}" for status, n in sorted(self.answers.items()))
        broken = sum(n for status, n in self.answers.items() if status >= 500)
        total = sum(self.answers.values())
        print(f"\n{what}: {total} requests, {broken} answers ≥ 500 ({counted})")  # noqa: T201
        assert not self.wrong, "\n".join([f"{len(self.wrong)} wrong:", *self.wrong[:20]])


def fault(answer):
    """Where it happened: the innermost line of ours, and the exception."""
    if not getattr(answer, "exc_info", None):
        return ""
    kind, exception, trace = answer.exc_info
    ours = [step for step in extract_tb(trace) if "/jiangxin/" in step.filename]
    return f"    {ours[-1].filename}:{ours[-1].lineno} {kind.__name__}: {str(exception)[:200]}"


def is_run(answer):
    """Does the page hold a script that is not ours, or something that starts one?"""
    if "html" not in answer.headers.get("Content-Type", ""):
        return False
    if b"alert(1)" not in answer.content:
        return False
    reader = Reader("/")
    reader.feed(answer.content.decode())
    ours = all(source.startswith("/static/") for source in reader.scripts)
    runs = any(link.strip().lower().startswith("javascript:") for link in reader.links)
    return not ours or bool(reader.handlers) or runs
