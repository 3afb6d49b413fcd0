#!/usr/bin/env python3
"""Stops pressed at random moments while posts go out on a real Mastodon-compatible server, which is frozen now and then.

    python3 Tests/CounterpartTests/mastodon-stops.py BINARIES SERVER-ADDRESS SERVER-PID ACCOUNT=TOKEN ACCOUNT=TOKEN
        [--rounds 30] [--frozen 10] [--posts 100] [--seed 1]

Each round starts `tocsind` on an empty state, schedules the posts within the next seconds on the accounts in turn, and
presses stop at a random moment; in some rounds the server is stopped (SIGSTOP) around that moment for four seconds.
When nothing is under way any more, the server's own list of statuses is compared with what the log says, post by post: a
published post is there once, every other one is not. Ends with 1 when they differ.
"""

import argparse
import datetime
import html
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

arguments = argparse.ArgumentParser()
arguments.add_argument("binaries")
arguments.add_argument("address")
arguments.add_argument("pid", type=int)
arguments.add_argument("accounts", nargs="+")
arguments.add_argument("--rounds", type=int, default=30)
arguments.add_argument("--frozen", type=int, default=10)
arguments.add_argument("--posts", type=int, default=100)
arguments.add_argument("--seed", type=int, default=1)
options = arguments.parse_args()
accounts = dict(pair.split("=", 1) for pair in options.accounts)
randomness = random.Random(options.seed)
frozen = set(randomness.sample(range(options.rounds), options.frozen))
# So that rounds of two runs on one server are never mistaken for each other.
run = "%x" % time.time_ns()
SPREAD_SECONDS = 6
FREEZE_SECONDS = 4


def get(path, token):
    request = urllib.request.Request(options.address + path, headers={"Authorization": "Bearer " + token})
    return json.load(urllib.request.urlopen(request, timeout=20))


def text_of(status):
    return html.unescape(re.sub(r"<[^>]*>", "", status["content"])).strip()


def statuses(token, mark):
    """Every status of the account that holds the mark, as the server lists them."""
    account = get("/api/v1/accounts/verify_credentials", token)["id"]
    found, seen, before = [], set(), None
    while True:
        path = "/api/v1/accounts/%s/statuses?limit=40" % account + ("&max_id=" + before if before else "")
        page = get(path, token)
        # Some servers know no pages and give everything each time.
        fresh = [s for s in page if s["id"] not in seen]
        if not fresh:
            return found
        seen.update(s["id"] for s in fresh)
        found += [text_of(s) for s in fresh if mark in s["content"]]
        if not any(mark in s["content"] for s in fresh):
            return found
        before = fresh[-1]["id"]


class Daemon:
    def __init__(self, folder):
        self.runtime = folder + "/run"
        credentials = folder + "/credentials"
        os.mkdir(credentials, 0o700)
        for name, token in accounts.items():
            with open(os.open(credentials + "/" + name, os.O_WRONLY | os.O_CREAT, 0o400), "w") as file:
                file.write(token)
        with open(folder + "/tocsin.yaml", "w") as file:
            file.write("organisation: Example\n")
        self.process = subprocess.Popen(
            [options.binaries + "/tocsind", "--config", folder + "/tocsin.yaml", "--state-directory", folder + "/state",
             "--runtime-directory", self.runtime, "--publish-timeout-milliseconds", "3000",
             "--settlement-milliseconds", "20000"],
            env={**os.environ, "CREDENTIALS_DIRECTORY": credentials}, stdout=subprocess.DEVNULL,
            stderr=open(folder + "/daemon.err", "w"))
        for _ in range(600):
            if subprocess.run(self.words(["status"]), capture_output=True).returncode == 0:
                return
            time.sleep(0.05)
        raise SystemExit("the daemon does not start: " + open(folder + "/daemon.err").read()[-2000:])

    def words(self, words):
        return [options.binaries + "/tocsinctl", *words, "--runtime-directory", self.runtime]

    def run(self, *words, text=None):
        done = subprocess.run(self.words(list(words)), capture_output=True, text=True, input=text)
        if done.returncode:
            raise SystemExit("%s: exit %d\n%s%s" % (words, done.returncode, done.stdout, done.stderr))
        return done.stdout

    def posts(self):
        return json.loads(self.run("post", "list", "--json"))["posts"]

    def end(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def play(number, totals):
    folder = tempfile.mkdtemp(prefix="tocsin-stops-")
    daemon = Daemon(folder)
    try:
        for name in accounts:
            daemon.run("account", "register", name, "--network", "mastodon", "--handle", "@" + name,
                       "--endpoint", options.address, "--credential", name)
        mark = "Round %s%03d" % (run, number)
        start = time.time() + 2
        lines = []
        for post in range(options.posts):
            due = start + SPREAD_SECONDS * post / options.posts
            at = datetime.datetime.fromtimestamp(due, datetime.timezone.utc).isoformat(timespec="milliseconds")
            lines.append(json.dumps({
                "post": "p%03d" % post, "account": list(accounts)[post % len(accounts)], "dueAt": at,
                "text": "%s post %03d, the 10:%02d to the coast." % (mark, post, post % 60)}))
        daemon.run("post", "import", "-", text="\n".join(lines) + "\n")
        moment = start + randomness.uniform(0.2, SPREAD_SECONDS)
        thaw = None
        if number in frozen:
            time.sleep(max(0, moment - randomness.uniform(0.1, 1.5) - time.time()))
            os.kill(options.pid, signal.SIGSTOP)
            thaw = time.time() + FREEZE_SECONDS
        time.sleep(max(0, moment - time.time()))
        daemon.run("stop", *randomness.choice([[], ["--cut"], ["--let-finish"]]))
        if thaw:
            time.sleep(max(0, thaw - time.time()))
            os.kill(options.pid, signal.SIGCONT)
        deadline = time.time() + 150
        while True:
            posts = daemon.posts()
            under_way = [p for p in posts if p["state"] in ("scheduled", "dispatching", "unknown")]
            if not under_way:
                break
            if time.time() > deadline:
                print("round %d: still under way: %s" % (number, under_way[:3]))
                return False
            time.sleep(0.3)
        there = [text for token in accounts.values() for text in statuses(token, mark)]
        differences = 0
        for post in posts:
            expected = 1 if post["state"] == "published" else 0
            count = sum(1 for text in there if " post %s," % post["post"][1:] in text)
            totals[post["state"]] = totals.get(post["state"], 0) + 1
            if count != expected:
                differences += 1
                print("round %d: post %s is %s in the log and %d times on the server" % (
                    number, post["post"], post["state"], count))
        settled = daemon.run("log", "export").count('"post.outcomeResolved"')
        totals["settled by reading back"] = totals.get("settled by reading back", 0) + settled
        print("round %2d%s: %d posts, %d on the server, %d settled by reading back, %d differences" % (
            number, " (frozen)" if number in frozen else "", len(posts), len(there), settled, differences), flush=True)
        return differences == 0
    finally:
        os.kill(options.pid, signal.SIGCONT)
        daemon.end()
        shutil.rmtree(folder, ignore_errors=True)


totals = {}
sound = [play(number, totals) for number in range(options.rounds)]
print("%d of %d rounds agree; %s" % (sum(sound), len(sound), json.dumps(totals)))
sys.exit(0 if all(sound) else 1)
