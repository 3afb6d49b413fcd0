#!/usr/bin/env python3
"""A real HTTP server for tests: it keeps its own list of every request it has read, to be compared post by post.

    python3 receiver.py [--record FILE] [--delay MS] [--tls CERT KEY] [--port N]

It listens on 127.0.0.1 (--port 0, the default, lets the kernel choose) and prints the port as the first line of
standard output. It ends when its standard input is closed and was a pipe, or on SIGTERM.

What it records. Every request other than GET or HEAD is recorded once its body has been read whole and before any
answer, one JSON object each, in memory and, with --record, appended to FILE (one line each, flushed):

    {"number": 1, "connection": 3, "method": "POST", "path": "/posts", "headers": [["Name", "value"], ...],
     "idempotencyKey": "..." or null, "body": <JSON value, or null>, "text": "body as text", "bytes": 42,
     "arrivedMilliseconds": <milliseconds since 1970>, "complete": true}

A body that breaks off is recorded too, with "complete": false. `connection` numbers the TCP connections.

Paths (any method unless said; --delay MS waits before each answer of /posts and /status):

    /posts          201 and {"id": number, "url": ".../posts/number"}
    GET /list       the whole list as a JSON array; GET /list?complete=1 only what was read whole
    GET /count      {"requests": n, "connections": n, "open": n}
    /drop           reads the request, then closes without an answer
    /keepdrop       the first request on a connection is answered 201 with keep-alive; every further one on the
                    same connection is read, recorded, and the connection closed without an answer
    /drip           200, then one byte of body each 100 ms, 600 bytes
    /hang           reads the request, never answers, until the client goes
    /status/NNN     that status, with a small JSON body
    /retry/NNN      that status with "Retry-After: 7"
    /redirect       302 to /posts
    /large[?bytes=N]  200 and N bytes of body (default 8 MiB), in chunks, without a length
    /headers        200 with 300 header lines of 1,000 bytes
    /truncated      200, says 1,000 bytes, sends 10, closes
    /garbage        bytes that are no HTTP
    /early          100 Continue, 103 Early Hints, then 201
    /slowread       reads nothing of the body for 300 ms, then 16 KiB each 50 ms, then 201
    /neverread      reads nothing of the body until the client goes
    /echo           200, and the request's headers and body as JSON
"""

import argparse
import json
import select
import socket
import ssl
import stat
import sys
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

# No request of a test is larger; more is cut off and recorded as incomplete.
BODY_BYTES_MAX = 64 * 1024 * 1024


class Ledger:
    def __init__(self, record):
        self.lock = threading.Lock()
        self.entries = []
        self.connections = 0
        self.open = 0
        self.file = open(record, "a", encoding="utf-8") if record else None

    def connected(self):
        with self.lock:
            self.connections += 1
            self.open += 1
            return self.connections

    def disconnected(self):
        with self.lock:
            self.open -= 1

    def add(self, entry):
        with self.lock:
            entry["number"] = len(self.entries) + 1
            self.entries.append(entry)
            if self.file:
                self.file.write(json.dumps(entry) + "\n")
                self.file.flush()
            return entry["number"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        if self.server.tls:
            # The handshake belongs to this thread, so that a slow client does not hold up the others.
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()
        self.connection_number = self.server.ledger.connected()
        self.requests_here = 0

    def finish(self):
        self.server.ledger.disconnected()
        try:
            super().finish()
        except OSError:
            pass

    def log_message(self, *_):
        pass

    def do_any(self):
        self.requests_here += 1
        self.parts = urlsplit(self.path)
        self.query = parse_qs(self.parts.query)
        path = self.parts.path
        try:
            if path == "/neverread":
                self.wait_for_client()
                self.close_connection = True
                return
            body, complete = self.read_body(slow=path == "/slowread")
            number = 0
            if self.command not in ("GET", "HEAD"):
                number = self.server.ledger.add(self.entry(body, complete))
            if not complete:
                self.close_connection = True
                return
            self.answer(path, body, number)
        except OSError:
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_any

    def read_body(self, slow):
        length = min(int(self.headers.get("Content-Length") or 0), BODY_BYTES_MAX)
        if slow:
            time.sleep(0.3)
        data = bytearray()
        while len(data) < length:
            piece = self.rfile.read1(min(length - len(data), 16384 if slow else 1 << 20))
            if not piece:
                return bytes(data), False
            data += piece
            if slow:
                time.sleep(0.05)
        return bytes(data), True

    def entry(self, body, complete):
        text = body.decode("utf-8", "replace")
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        return {
            "number": 0, "connection": self.connection_number, "method": self.command, "path": self.path,
            "headers": [[name, value] for name, value in self.headers.items()],
            "idempotencyKey": self.headers.get("Idempotency-Key"), "body": value, "text": text, "bytes": len(body),
            "arrivedMilliseconds": int(time.time() * 1000), "complete": complete,
        }

    def answer(self, path, body, number):
        ledger = self.server.ledger
        if path in ("/posts", "/slowread"):
            self.wait()
            self.reply(201, {"id": number, "url": f"http://127.0.0.1:{self.server.server_port}/posts/{number}"})
        elif path == "/list":
            with ledger.lock:
                entries = list(ledger.entries)
            if "complete" in self.query:
                entries = [entry for entry in entries if entry["complete"]]
            self.reply(200, entries)
        elif path == "/count":
            with ledger.lock:
                count = {"requests": len(ledger.entries), "connections": ledger.connections, "open": ledger.open}
            self.reply(200, count)
        elif path == "/drop" or (path == "/keepdrop" and self.requests_here > 1):
            self.drop()
        elif path == "/keepdrop":
            self.reply(201, {"id": number}, [("Connection", "keep-alive")])
        elif path == "/hang":
            self.wait_for_client()
            self.close_connection = True
        elif path == "/drip":
            self.drip()
        elif path.startswith(("/status/", "/retry/")):
            self.wait()
            extra = [("Retry-After", "7")] if path.startswith("/retry/") else []
            self.reply(int(path.rsplit("/", 1)[1]), {"status": path}, extra)
        elif path == "/redirect":
            self.reply(302, {}, [("Location", "/posts")])
        elif path == "/large":
            self.large(int(self.query.get("bytes", [8 * 1024 * 1024])[0]))
        elif path == "/headers":
            self.reply(200, {}, [(f"X-Long-{index}", "x" * 1000) for index in range(300)])
        elif path == "/truncated":
            self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789")
        elif path == "/garbage":
            self.raw(b"\x00\x01 this is not HTTP\r\n\r\n")
        elif path == "/early":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
            self.reply(201, {"id": number})
        elif path == "/echo":
            self.reply(200, {"headers": list(self.headers.items()), "text": body.decode("utf-8", "replace")})
        else:
            self.reply(404, {"path": path})

    def wait(self):
        if self.server.delay:
            time.sleep(self.server.delay)

    def wait_for_client(self):
        # Readable with nothing to read: the client has gone. Bytes of an unread body are left where they are.
        while True:
            poll = select.poll()
            poll.register(self.connection, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
            if poll.poll(1000):
                return

    def reply(self, status, value, headers=()):
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers:
            self.send_header(name, text)
        if status >= 200 and status not in (204, 304):
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(data)

    def raw(self, data):
        self.wfile.write(data)
        self.wfile.flush()
        self.drop()

    def drop(self):
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def drip(self):
        self.send_response(200)
        self.send_header("Content-Length", "600")
        self.end_headers()
        for _ in range(600):
            self.wfile.write(b".")
            self.wfile.flush()
            time.sleep(0.1)

    def large(self, count):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        left = count
        while left > 0:
            piece = b"x" * min(left, 65536)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            left -= len(piece)
        self.wfile.write(b"0\r\n\r\n")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, *_):
        pass


def end_with_parent():
    # A test that dies closes the pipe; the server must not stay behind.
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        while sys.stdin.buffer.read(1):
            pass
        os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--record")
    parser.add_argument("--delay", type=float, default=0, metavar="MS")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    server = Server(("127.0.0.1", options.port), Handler)
    server.ledger = Ledger(options.record)
    server.delay = options.delay / 1000
    server.tls = None
    if options.tls:
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(*options.tls)
    threading.Thread(target=end_with_parent, daemon=True).start()
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
