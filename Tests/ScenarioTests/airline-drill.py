#!/usr/bin/env python3
"""Builds a drill of the airline week (17 to 22 February 2015) from the airline data set.

  airline-drill.py DATA TOCSINCTL OUT

DATA is the folder that holds airline-dev70.jsonl.gz; the texts stay outside this repository (CC BY-NC-SA 4.0).
Six airlines are six units; 20 accounts and 500 scheduled posts are spread over them by a fixed seed. One `count`
rule an airline, one hour, the same N for all: 1.5 times the highest hour of scored negatives of any airline before
22 February 2015. Prints N and writes the scenario with its expectations.
"""
import bisect
import collections
import datetime
import gzip
import json
import math
import os
import random
import subprocess
import sys

SCORE_BELOW = -200
HOUR = datetime.timedelta(hours=1)
CUT = datetime.datetime(2015, 2, 22, tzinfo=datetime.timezone.utc)


def read(folder):
    rows = []
    with gzip.open(os.path.join(folder, "airline-dev70.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            row["time"] = datetime.datetime.fromisoformat(row["created_at"].replace("Z", "+00:00"))
            row["unit"] = row["airline"].lower().replace(" ", "-")
            rows.append(row)
    return sorted(rows, key=lambda row: row["time"])


def score(rows, tocsinctl):
    lines = "\n".join(json.dumps({"text": row["text"]}) for row in rows)
    done = subprocess.run([tocsinctl, "sentiment", "score", "-", "--json"], input=lines, capture_output=True, text=True, check=True)
    scores = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(scores) == len(rows), (len(scores), len(rows))
    for row, one in zip(rows, scores):
        row["valence"] = one["valence"]


def highest_hour(rows):
    """The largest number of counted mentions in any window of one hour, by unit; windows slide with the mentions."""
    best = collections.Counter()
    times = collections.defaultdict(list)
    for row in rows:
        if row["time"] < CUT and row["valence"] < SCORE_BELOW:
            times[row["unit"]].append(row["time"])
            start = bisect.bisect_right(times[row["unit"]], row["time"] - HOUR)
            best[row["unit"]] = max(best[row["unit"]], len(times[row["unit"]]) - start)
    return best


def write(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def stamp(time):
    return time.isoformat().replace("+00:00", "Z")


def main():
    data, tocsinctl, out = sys.argv[1:4]
    rows = read(data)
    score(rows, tocsinctl)
    best = highest_hour(rows)
    threshold = math.ceil(1.5 * max(best.values()))
    units = sorted({row["unit"] for row in rows})
    print("highest hour before 22 February:", dict(best), "N:", threshold)
    counts = [4, 4, 3, 3, 3, 3]
    accounts = [
        {"account": f"{unit}-{index + 1}", "network": "twitter", "handle": f"@{unit}{index + 1}", "unit": unit,
         "owner": unit, "credentialHolder": "drill"}
        for unit, count in zip(units, counts) for index in range(count)
    ]
    chance = random.Random(2015)
    first, last = rows[0]["time"], rows[-1]["time"]
    posts = []
    for index in range(500):
        account = accounts[index % len(accounts)]
        due = first + (last - first) * chance.random()
        kind = chance.choice(["routine", "campaign", "paid"])
        posts.append({"post": f"post-{index + 1:03}", "account": account["account"], "class": kind,
                      "text": f"{account['unit']}: planned post {index + 1}", "dueAt": stamp(due.replace(microsecond=0))})
    rules = [
        {"rule": f"storm-{unit}", "kind": "count", "unit": unit, "windowMinutes": 60, "threshold": threshold,
         "minimumAuthors": 5, "scoreBelow": SCORE_BELOW, "holdClasses": ["routine", "campaign", "paid"], "alert": True}
        for unit in units
    ]
    mentions = [
        {"source": "twitter", "id": str(row["id"]), "author": row["user"], "text": row["text"], "unit": row["unit"],
         "language": "en", "occurredAt": stamp(row["time"])}
        for row in rows
    ]
    os.makedirs(out)
    for name, content in [("mentions", mentions), ("posts", posts), ("accounts", accounts), ("rules", rules)]:
        write(os.path.join(out, name + ".ndjson"), content)
    folder = os.path.join(out, "airline-week")
    subprocess.run([tocsinctl, "drill", "make", "--out", folder]
                   + [word for name in ("mentions", "posts", "accounts", "rules")
                      for word in ("--" + name, os.path.join(out, name + ".ndjson"))], check=True)
    others = [unit for unit in units if unit != "american"]
    quiet = [account["account"] for account in accounts if account["unit"] != "american"]
    american = [account["account"] for account in accounts if account["unit"] == "american"]
    path = os.path.join(folder, "expect.yaml")
    with open(path, encoding="utf-8") as made:
        head = made.read().replace("expect: []\n", "expect:\n")
    with open(path, "w", encoding="utf-8") as expect:
        expect.write(
            head
            + "  - crisisSuspected: { rule: storm-american, after: \"2015-02-22T00:00:00Z\", by: \"2015-02-23T00:00:00Z\" }\n"
            + f"  - noCrisis: {{ rules: [{', '.join('storm-' + unit for unit in others)}] }}\n"
            + f"  - held: {{ accounts: [{', '.join(american)}], atLeast: 1 }}\n"
            + f"  - noHolds: {{ accounts: [{', '.join(quiet)}] }}\n")


if __name__ == "__main__":
    main()
