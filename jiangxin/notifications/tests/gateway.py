"""Carriers for the tests, on 127.0.0.1: a gateway that takes JSON, and a mail server."""

import json
import socketserver
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DONE = {"code": "0", "errcode": 0}


class Taking(BaseHTTPRequestHandler):
    """Notes what it is sent and answers as it was told: (status, body), "hang", "drip", "drop"."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.taken.append((self.path, json.loads(self.rfile.read(length))))
        answer = self.server.answers.pop(0) if self.server.answers else (200, DONE)
        if answer == "hang":
            self.server.released.wait(30)
        elif answer == "drip":
            self.drip()
        elif answer != "drop":
            self.answer(*answer)

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def drip(self):
        """An answer that never ends: each drop comes before anybody loses patience."""
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        for _ in range(300):
            if self.server.released.wait(0.1):
                return
            try:
                self.wfile.write(b" ")
            except OSError:
                return

    def log_message(self, *_):
        pass


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def a_gateway(*answers):
    """`taken` holds (path, JSON) of each request; it answers these one after another, then 200."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    server.taken, server.answers, server.released = [], list(answers), threading.Event()
    server.place = f"127.0.0.1:{server.server_port}"
    server.url = f"http://{server.place}/send?key=1"
    with serving(server):
        yield server


class Postman(socketserver.StreamRequestHandler):
    """A mail server that says what it was told to at RCPT or after DATA."""

    def handle(self):
        self.say("220 here")
        for line in self.rfile:
            word = line.split(b":")[0].split()[0].upper().decode()
            if word == "DATA":
                self.say("354 go on")
                self.server.taken.append(self.letter())
                if self.server.answers.get("DATA") == "drop":
                    return
            self.say(self.server.answers.get(word, "250 ok"))
            if word == "QUIT":
                return

    def letter(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.decode())
        return "".join(lines)

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def a_mail_server(settings, **answers):
    server = MailServer(("127.0.0.1", 0), Postman)
    server.taken, server.answers, server.released = [], answers, threading.Event()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    with serving(server):
        yield server


def by_gateway(settings, server):
    """From now on short messages go there."""
    settings.SMS_CARRIER = "gateway"
    settings.SMS_GATEWAY = settings.SMS_GATEWAY | {"url": server.url, "dead_numbers": {"DEAD"}}


def wait_for(truth, seconds=5):
    end = time.monotonic() + seconds
    while not truth() and time.monotonic() < end:
        time.sleep(0.02)
    return truth()
