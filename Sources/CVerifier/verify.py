#!/usr/bin/env python3
"""Checks evidence taken from a log of Tocsin, without Tocsin: Python 3 and the `openssl` command are enough.

    verify.py [DIRECTORY] [--key KEY]    the bundle in a directory, by default the one this file lies in
    verify.py --proof FILE [--key KEY]   a proof of one event

KEY is the log's public key, name+id+base64, or a file that holds it. Without it log-key.pub of the bundle is taken; that
key came with the evidence, so compare it with one that you had before. Exit 1: findings.
"""
import argparse, base64, datetime, hashlib, json
import os, re, struct, subprocess, sys, tempfile

findings = []

def finding(name, text):
    findings.append(name)
    print("FINDING %s: %s" % (name, text))

def need(condition, what):
    if not condition:
        raise ValueError(what)

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def unbase64(text):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "not base64 as it is written by the standard")
    return raw

def number(text):
    need(re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII), "not a number: %r" % text[:30])
    return int(text)

def lines_of(text):
    need(text.endswith("\n"), "no newline at the end")
    return text[:-1].split("\n")

class Tree:
    def __init__(self):
        self.size, self.frontier = 0, []

    def append(self, leaf):
        size = self.size
        while size & 1:
            leaf = sha256(b"\x01", self.frontier.pop(), leaf)
            size >>= 1
        self.frontier.append(leaf)
        self.size += 1

    def root(self):
        if not self.frontier:
            return sha256()
        root = self.frontier[-1]
        for node in reversed(self.frontier[:-1]):
            root = sha256(b"\x01", node, root)
        return root

def inclusion_root(leaf, index, size, path):
    """RFC 9162, 2.1.3.2."""
    need(index < size, "the index is beyond the tree")
    node, last = index, size - 1
    for sibling in path:
        need(last > 0, "the path is too long")
        if node & 1 or node == last:
            leaf = sha256(b"\x01", sibling, leaf)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            leaf = sha256(b"\x01", leaf, sibling)
        node, last = node >> 1, last >> 1
    need(last == 0, "the path is too short")
    return leaf

class Key:
    def __init__(self, text):
        fields = text.strip().split("+", 2)
        need(len(fields) == 3, "not a public key")
        self.name, raw = fields[0], unbase64(fields[2])
        need(len(raw) == 33 and raw[0] == 1, "not an Ed25519 key")
        self.public = raw[1:]
        self.id = sha256(self.name.encode(), b"\n", raw)[:4]
        need(self.id.hex() == fields[1], "the key's id does not belong to it")

    def verify(self, message, signature):
        der = bytes.fromhex("302a300506032b6570032100") + self.public
        pem = "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" % base64.b64encode(der).decode()
        with tempfile.TemporaryDirectory() as place:
            names = [os.path.join(place, name) for name in ("key", "message", "signature")]
            for name, content in zip(names, (pem.encode(), message, signature)):
                with open(name, "wb") as file:
                    file.write(content)
            result = subprocess.run(
                ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", names[0], "-rawin", "-in", names[1],
                 "-sigfile", names[2]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return result.returncode == 0

class Checkpoint:
    """A signed note, c2sp.org/signed-note, with the text of c2sp.org/tlog-checkpoint."""
    def __init__(self, note, name):
        self.name = name
        # As mails leave it: with CR, quoted, or as the one line that receipts and alerts carry.
        note = re.sub("(?m)^[> \t]+|\r$", "", note)
        line = re.search("tocsin-checkpoint (\\S+) ([0-9]+) (\\S+) (\\S+)", note)
        if line:
            note = "%s\n%s\n%s\n\n\u2014 %s %s\n" % (line[1], line[2], line[3], line[1], line[4])
        body, blank, rest = note.rpartition("\n\n")
        need(blank, "no signatures")
        self.text, lines = body + "\n", body.split("\n")
        need(len(lines) == 3, "not three lines")
        self.origin, self.size, self.root = lines[0], number(lines[1]), unbase64(lines[2])
        need(self.origin and len(self.root) == 32, "no origin or no root")
        self.signatures = []
        for line in lines_of(rest):
            match = re.fullmatch("\u2014 ([^ +]+) ([^ ]+)", line)
            raw = unbase64(match[2]) if match else b""
            need(len(raw) > 4, "a malformed signature line")
            self.signatures.append((match[1], raw[:4], raw[4:]))

    def check(self, key):
        """True when the key's owner signed it and it speaks of his log."""
        own = [s for name, identity, s in self.signatures if name == key.name and identity == key.id]
        if not own:
            finding("unknown-key", "%s is not signed by the key %s" % (self.name, key.name))
        elif not all(key.verify(self.text.encode(), signature) for signature in own):
            finding("bad-signature", self.name)
        elif self.origin != key.name:
            finding("wrong-origin", "%s speaks of %s" % (self.name, self.origin))
        else:
            return True
        return False

def records_of(block):
    need(len(block) >= 32 and block[4:6] == b"T\x01", "not a block of version 1")
    count = struct.unpack_from("<H", block, 6)[0]
    start = 32 + 4 * (count - 1)
    need(count > 0 and start < len(block), "the block is too short for its records")
    ends = list(struct.unpack_from("<%dI" % (count - 1), block, 32)) + [len(block) - start]
    records, previous = [], 0
    for end in ends:
        need(previous < end <= len(block) - start, "the records' ends are out of order")
        records.append(block[start + previous:start + end])
        previous = end
    return records

def fields_of(record, sequence):
    """Kind and time; the layout is checked on the way."""
    need(len(record) >= 56, "the record is too short")
    kind, at, cause, group = struct.unpack_from("<H6xq8xQQ", record)
    need(cause < sequence and group <= sequence, "a cause that is no earlier event")
    payload = 52 + record[51]
    need(payload + 4 <= len(record), "the actor's name is too long")
    integers, texts = struct.unpack_from("<HH", record, payload)
    ends = payload + 4 + 8 * integers
    need(ends + 4 * texts <= len(record), "the payload is too long")
    previous = 0
    for end in struct.unpack_from("<%dI" % texts, record, ends):
        place = end & 0x7FFFFFFF
        need(previous <= place <= len(record) - ends - 4 * texts, "the texts' ends are out of order")
        previous = place
    return kind, at

def leaf_of(first, header, hashes):
    return sha256(b"\x00", struct.pack("<Q", first), header, *hashes)

def microseconds(text):
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", text, re.ASCII), "a time of another form")
    moment = datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S") - datetime.datetime(1970, 1, 1)
    return moment // datetime.timedelta(microseconds=1) + int(text[20:-1].ljust(6, "0"))

class Lines:
    def __init__(self, directory):
        path = os.path.join(directory, "events.ndjson")
        self.file = open(path, encoding="utf-8") if os.path.exists(path) else None
        kinds = os.path.join(directory, "kinds.json")
        self.kinds = json.load(open(kinds, encoding="utf-8")) if os.path.exists(kinds) else {}
        self.agreed, self.unnamed, self.event, self.sequence = 0, False, None, 0
        self.step()

    def step(self):
        line = self.file.readline() if self.file else ""
        previous = self.sequence
        self.event = json.loads(line) if line else None
        self.sequence = self.event["sequence"] if line else None
        need(not line or isinstance(self.sequence, int) and self.sequence > previous, "events.ndjson is out of order")

    def compare(self, sequence, kind, at):
        if self.sequence != sequence:
            return
        name = self.event["kind"]
        known = name if isinstance(name, int) else self.kinds.get(name)
        self.unnamed |= known is None
        if known not in (None, kind) or microseconds(self.event["at"]) != at:
            finding("line-differs", "events.ndjson says of event %d what the blocks do not" % sequence)
        else:
            self.agreed += 1
        self.step()

def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()

def check_blocks(directory, checkpoints):
    tree, met = Tree(), []
    with open(os.path.join(directory, "blocks.exact"), encoding="ascii") as file:
        head, lines = json.loads(file.readline()), Lines(directory)
        need(head.get("tocsin") == "exact" and head.get("version") == 1, "no exact export of version 1")
        # A log whose beginning is in archives goes on from their tree, which the checkpoints confirm or not.
        tree.size, expected = head.get("archivedBlocks", 0), head.get("archivedSequence", 0) + 1
        tree.frontier = [unbase64(h) for h in head.get("frontier", [])]
        need(len(tree.frontier) == bin(tree.size).count("1"), "the archived tree is not one")
        waiting = sorted((c for c in checkpoints if c.size >= tree.size), key=lambda c: c.size)
        while True:
            while waiting and waiting[0].size == tree.size:
                checkpoint = waiting.pop(0)
                if checkpoint.root == tree.root():
                    met.append((checkpoint, expected - 1))
                else:
                    finding("checkpoint-mismatch", "%s is not of the first %d blocks" % (checkpoint.name, tree.size))
            line = file.readline()
            if not line: break
            first, block = line.rstrip("\n").split(" ")
            first, block = number(first), unbase64(block)
            need(first == expected, "a gap or an overlap: event %d where %d should be" % (first, expected))
            records = records_of(block)
            for record in records:
                lines.compare(expected, *fields_of(record, expected))
                expected += 1
            tree.append(leaf_of(first, block[4:32], [sha256(record) for record in records]))
    for checkpoint in waiting:
        finding("checkpoint-beyond-end", "%s saw %d blocks, here are %d" % (checkpoint.name, checkpoint.size, tree.size))
    if lines.event is not None:
        finding("line-differs", "events.ndjson goes on behind the blocks, at event %s" % lines.sequence)
    if (head["blocks"], head["lastSequence"], head["root"]) != (
            tree.size, expected - 1, base64.b64encode(tree.root()).decode()):
        finding("head-differs", "the first line of blocks.exact does not describe the blocks behind it")
    return head, tree, expected - 1, met, lines

def check_bundle(directory, key):
    place = os.path.join(directory, "checkpoints")
    names = sorted(n for n in os.listdir(place) if n.endswith(".note")) if os.path.isdir(place) else []
    signed = []
    for name in names:
        try:
            checkpoint = Checkpoint(read(os.path.join(place, name)), name)
        except ValueError as error:
            finding("malformed", "checkpoints/%s is no checkpoint: %s" % (name, error))
            continue
        if checkpoint.check(key):
            signed.append(checkpoint)
    head, tree, last, met, lines = check_blocks(directory, signed)
    if head.get("origin") != key.name or "tocsin/" + head.get("identity", "") != key.name:
        finding("wrong-origin", "the blocks say they are of %s, the key is of %s" % (head.get("origin"), key.name))
    first = head.get("archivedSequence", 0) + 1
    count = tree.size - head.get("archivedBlocks", 0)
    print("read: %d blocks, events %d to %d, root %s" % (count, first, last, tree.root().hex()))
    if not findings:
        print("PROVED: the blocks follow each other without a gap and every record has its layout.")
        if met:
            print("PROVED: %d checkpoints are signed by %s and speak of these blocks; events %d to %d are as they"
                  " were when the newest was signed." % (len(met), key.name, first, met[-1][1]))
        if lines.agreed:
            print("PROVED: %d lines of events.ndjson have the number, %sthe time of their events." % (
                lines.agreed, "" if lines.unnamed else "the kind and "))
    proved = met[-1][1] if met else first - 1
    if proved < last:
        print("NOT PROVED: events %d to %d; no checkpoint reaches them." % (proved + 1, last))
    print("NOT PROVED: that events.ndjson is complete, and that its payloads are those of the blocks; that nobody but the log had the key;"
          " that the log was told the truth.")

def check_proof(path, key):
    head, _, rest = read(path).partition("\n\n")
    head = head.split("\n")
    need(head[0] == "c2sp.org/tlog-proof@v1" and len(head) >= 3, "not a proof")
    need(head[1].startswith("extra ") and head[2].startswith("index "), "no event in it")
    event = lines_of(unbase64(head[1][6:]).decode("ascii"))
    need(event[0] == "tocsin-event@v1" and len(event) >= 6, "no event in it")
    names, values = zip(*(line.split(" ") for line in event[1:5]))
    need(names == ("sequence", "first", "header", "record"), "other fields than an event's")
    sequence, first = number(values[0]), number(values[1])
    header, record, hashes = unbase64(values[2]), unbase64(values[3]), [unbase64(h) for h in event[5:]]
    checkpoint = Checkpoint(rest, "the checkpoint")
    need(len(header) == 28 and header[:2] == b"T\x01" and struct.unpack_from("<H", header, 2)[0] == len(hashes),
         "not a block's header")
    need(0 < first <= sequence < first + len(hashes), "the event is not of this block")
    root = inclusion_root(leaf_of(first, header, hashes), number(head[2][6:]), checkpoint.size,
                          [unbase64(h) for h in head[3:]])
    if hashes[sequence - first] != sha256(record) or root != checkpoint.root:
        finding("proof-refused", "event and path do not lead to the checkpoint's root")
    elif checkpoint.check(key):
        print("PROVED: event %d, kind %d, at %d us, %d bytes, is in the log %s." % (
            sequence, *fields_of(record, sequence), len(record), key.name))

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--key")
    parser.add_argument("--proof")
    options = parser.parse_args()
    try:
        given = options.key or os.path.join(options.directory, "log-key.pub")
        key = Key(read(given) if os.path.exists(given) else given)
        check_proof(options.proof, key) if options.proof else check_bundle(options.directory, key)
        if not options.key:
            print("NOT PROVED: that log-key.pub, which came with this, is the log's key.")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        finding("malformed", "%s: %s" % (type(error).__name__, error))
    print("%d findings." % len(findings) if findings else "no finding.")
    return 1 if findings else 0

if __name__ == "__main__":
    sys.exit(main())
