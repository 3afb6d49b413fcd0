#!/usr/bin/env python3
"""A Mastodon-compatible server for tests, with faults that real ones have. It keeps its own list of statuses.

    python3 mastodon.py RECORD

It appends every status and every attempt to RECORD, a JSON object a line. It listens on 127.0.0.1, prints its port as the first line, and ends when its standard input is closed. An account's
endpoint is http://127.0.0.1:PORT/MODE; MODE says what POST /api/v1/statuses does:

    ok            stores the status and answers with it
    lost          stores it, and closes without an answer
    never         closes without an answer, and stores nothing
    late          closes without an answer, and stores it SECONDS later (late?SECONDS is late-SECONDS)
    error         200 with {"error": "..."}, stores nothing
    empty         200 without a body, stores it
    truncated     200, says 1,000 bytes, sends ten, stores it
    refused       422, stores nothing
    badtoken      401
    limited       429 with Retry-After
    gone          stores it and closes; and nothing of the account can be read

A status that holds @NAME is told to the account NAME by GET /api/v1/notifications, the newest first, with limit and max_id.
The bearer token is the account's name.
"""

import html
import json
import os
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

lock = threading.Lock()
statuses = []
record = open(sys.argv[1], "a")


def note(**fields):
    record.write(json.dumps(fields) + "\n")
    record.flush()


def content(text):
    paragraphs = []
    for paragraph in text.split("\n\n"):
        escaped = html.escape(paragraph, quote=False).replace("\n", "<br>")
        escaped = re.sub(
            r"(https?://)(\S{0,20})(\S*)",
            r'<a href="\1\2\3"><span class="invisible">\1</span><span class="ellipsis">\2</span>'
            r'<span class="invisible">\3</span></a>', escaped)
        escaped = re.sub(r"@(\w+)(@[\w.-]+)?", r'<span class="h-card"><a href="#">@<span>\1</span></a></span>', escaped)
        escaped = re.sub(r"#(\w+)", r'<a href="#" class="hashtag">#<span>\1</span></a>', escaped)
        paragraphs.append("<p>" + escaped + "</p>")
    return "".join(paragraphs)


def store(account, text, key):
    with lock:
        number = 42_000_000_000_000_000_000_000_001 + len(statuses)
        status = {
            "id": str(number), "created_at": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
            "content": content(text), "url": "http://127.0.0.1/@%s/%d" % (account, number),
            "visibility": "public", "reblog": None, "media_attachments": [], "language": None,
            "account": {"id": account, "acct": account, "display_name": account.title(), "followers_count": 12,
                        "url": "http://127.0.0.1/@" + account},
        }
        statuses.append((account, status))
        note(kind="status", account=account, text=text, url=status["url"])
        return status


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, value, headers=()):
        body = json.dumps(value).encode() if value is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, text in headers:
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def account(self):
        return (self.headers.get("Authorization") or "").removeprefix("Bearer ").strip()

    def do_GET(self):
        parts = urlsplit(self.path)
        mode = parts.path.split("/")[1]
        account = self.account()
        if mode == "gone":
            return self.answer(503, {"error": "down"})
        if parts.path.endswith("/verify_credentials"):
            return self.answer(200, {"id": account, "acct": account})
        if parts.path.endswith("/api/v1/notifications"):
            query = parse_qs(parts.query)
            before = int(query.get("max_id", ["9" * 40])[0])
            with lock:
                told = [{"id": s["id"], "type": "mention", "created_at": s["created_at"], "account": s["account"],
                         "status": {**s, "uri": s["url"]}}
                        for _, s in reversed(statuses) if "@<span>" + account + "<" in s["content"] and int(s["id"]) < before]
            return self.answer(200, told[: int(query.get("limit", ["20"])[0])])
        match = re.fullmatch(r"/[^/]+/api/v1/accounts/([^/]+)/statuses", parts.path)
        if match:
            query = parse_qs(parts.query)
            before = int(query.get("max_id", ["9" * 40])[0])
            with lock:
                own = [s for a, s in reversed(statuses) if a == match[1] and int(s["id"]) < before]
            return self.answer(200, own[: int(query.get("limit", ["20"])[0])])
        self.answer(404, {"error": "not found"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        mode = urlsplit(self.path).path.split("/")[1]
        account, key = self.account(), self.headers.get("Idempotency-Key")
        with lock:
            note(kind="attempt", account=account, key=key)
        if not self.path.endswith("/api/v1/statuses"):
            return self.answer(404, {"error": "not found"})
        text = body["status"]
        if mode == "ok":
            return self.answer(200, store(account, text, key))
        if mode in ("lost", "gone", "empty", "truncated"):
            store(account, text, key)
        if mode == "empty":
            return self.answer(200, None)
        if mode == "truncated":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\": \"1\"")
        if mode.startswith("late-"):
            threading.Timer(float(mode[5:]), store, (account, text, key)).start()
        if mode == "error":
            return self.answer(200, {"error": "Validation failed"})
        if mode == "refused":
            return self.answer(422, {"error": "Validation failed"})
        if mode == "badtoken":
            return self.answer(401, {"error": "The access token is invalid"})
        if mode == "limited":
            return self.answer(429, {"error": "Too many requests"}, [("Retry-After", "7")])
        self.close_connection = True
        self.connection.shutdown(2)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
