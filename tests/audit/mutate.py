#!/usr/bin/env python3
"""Alters exported logs in many ways, and asks verify.py of each, in this one process: it must be found.

    mutate.py [--mutations N] [--seed S] LOG...

Each LOG is a folder with `export`, a sound export; `key`, the log's private key, with which rewritten histories are signed anew; and
`kept`, older checkpoints of it: of a history that was signed anew only these can tell. Of one that was handed to a key without a good
endorsement the log itself tells. Prints what was tried, by kind and log, and in the
end `N mutations, N rejected, N accepted`. Exits 1 where one was accepted, or where a kind never came.
"""
import argparse
import base64
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter

import verify
from verify import FULL, Unsound, leaf_hash, root_of, spans, tile_path

ED25519_PKCS8 = bytes.fromhex("302e020100300506032b657004220420")


class Log:
    """A sound export, and what is needed to attack it."""

    def __init__(self, folder):
        self.name = os.path.basename(os.path.normpath(folder))
        self.files = load(os.path.join(folder, "export"))
        with open(os.path.join(folder, "key")) as file:
            self.keyline = file.read()
        self.size, _ = verify.verify(self.files.get)
        self.vkey = self.files["log.vkey"]
        kept = load(os.path.join(folder, "kept")).values()
        self.kept = sorted((size_of(note), note) for note in kept)
        for _, note in self.kept:
            verify.verify(self.files.get, note)
        self.first = next(i for i, _ in spans(self.size) if self.files.get(tile_path("entries", i, min(FULL, self.size - i * FULL)))) * FULL
        self.pruned = [hash for i, _ in spans(self.first) for hash in in_parts(self.files[tile_path(0, i, FULL)])]
        self.entries = []
        for index, width in spans(self.size):
            if index * FULL >= self.first:
                self.entries += verify.bundle(self.files[tile_path("entries", index, width)], width, 0)
        # What a place outside gave back; one that is gone is no fault.
        told = {(e["place"], e["size"]) for e in map(json.loads, self.entries) if e["kind"] == "anchor"}
        self.evidence = sorted(f for f in self.files if f.startswith("anchors/") and place_and_size(f) in told)
        # What lies beside these speaks for nobody (partial tiles of an older size, say), and to alter it alters nothing.
        self.in_use = ["checkpoint", "log.vkey"] + [tile_path("entries", i, w) for i, w in spans(self.size) if i * FULL >= self.first]
        level, count = 0, self.size
        while count:
            self.in_use += [tile_path(level, i, w) for i, w in spans(count)]
            level, count = level + 1, count // FULL


def size_of(note):
    return int(note.split(b"\n")[1])


def place_and_size(evidence):
    _, place, name = evidence.split("/")
    return place, int(name.split(".")[0])


def load(folder):
    files = {}
    for path, _, names in os.walk(folder):
        for name in names:
            whole = os.path.join(path, name)
            with open(whole, "rb") as file:
                files[os.path.relpath(whole, folder)] = file.read()
    return files


def in_parts(tile):
    return [tile[i:i + 32] for i in range(0, len(tile), 32)]


def as_bundle(entries):
    return b"".join(len(e).to_bytes(2, "big") + e for e in entries)


def sign(keyline, message):
    seed = base64.b64decode(keyline.rstrip("\n").split("+", 4)[4])[1:]
    with tempfile.TemporaryDirectory() as folder:
        key, text, out = (os.path.join(folder, n) for n in ("key", "text", "out"))
        for name, content in ((key, ED25519_PKCS8 + seed), (text, message)):
            with open(name, "wb") as file:
                file.write(content)
        subprocess.run(["openssl", "pkeyutl", "-sign", "-keyform", "DER", "-inkey", key, "-rawin", "-in", text, "-out", out], check=True)
        with open(out, "rb") as file:
            return file.read()


def build(log, pruned, entries, by=None):
    """A whole export over leaf hashes and the entries that follow them, signed by the log's own key, or another (its file's line, the vkey)."""
    keyline, vkey = by or (log.keyline, log.vkey.decode().rstrip("\n"))
    files = {"log.vkey": (vkey + "\n").encode()}
    hashes = pruned + [leaf_hash(e) for e in entries]
    size, root = len(hashes), root_of(hashes)
    for index, width in spans(size):
        if index * FULL >= len(pruned):
            start = index * FULL - len(pruned)
            files[tile_path("entries", index, width)] = as_bundle(entries[start:start + width])
    level = 0
    while hashes:
        for index, width in spans(len(hashes)):
            files[tile_path(level, index, width)] = b"".join(hashes[index * FULL:index * FULL + width])
        level, hashes = level + 1, [root_of(hashes[i:i + FULL]) for i in range(0, len(hashes) // FULL * FULL, FULL)]
    name, ident, _ = verify.read_vkey(vkey)
    body = "%s\n%d\n%s\n" % (name, size, base64.b64encode(root).decode())
    line = "\u2014 %s %s\n" % (name, base64.b64encode(bytes.fromhex(ident) + sign(keyline, body.encode())).decode())
    files["checkpoint"] = (body + "\n" + line).encode()
    return files


# Files altered: what is signed does not fit any more.

def flip(log, files, dice):
    name = dice.choice(log.in_use)
    content = bytearray(files[name])
    bit = dice.randrange(len(content) * 8)
    content[bit // 8] ^= 1 << bit % 8
    files[name] = bytes(content)


def truncate(log, files, dice):
    name = dice.choice(log.in_use)
    files[name] = files[name][:dice.randrange(len(files[name]))]


def lengthen(log, files, dice):
    files[dice.choice(log.in_use)] += bytes([dice.randrange(256)])


def remove(log, files, dice):
    del files[dice.choice(log.in_use)]


def exchange(log, files, dice):
    one, other = dice.sample(log.in_use, 2)
    while files[one] == files[other]:
        one, other = dice.sample(log.in_use, 2)
    files[one], files[other] = files[other], files[one]


def put_back(log, files, dice):
    """A bundle that was pruned lies there again, with entries that never were in it."""
    files[tile_path("entries", dice.randrange(log.first // FULL), FULL)] = as_bundle(dice.choices(log.entries, k=FULL))


def of_evidence(log, files, dice):
    """Another bit, or what another checkpoint got, in the place of what was given back."""
    name = dice.choice(log.evidence)
    other = files[dice.choice(log.evidence)]
    if other != files[name] and dice.random() < 0.5:
        files[name] = other
        return
    content = bytearray(files[name])
    bit = dice.randrange(len(content) * 8)
    content[bit // 8] ^= 1 << bit % 8
    files[name] = bytes(content)


def in_bundles(change):
    def alter(log, files, dice):
        entries = list(log.entries)
        change(entries, dice, len(entries))
        # Under the names that the checkpoint's size asks for, the last with whatever is left.
        for index, width in spans(log.size):
            if index * FULL >= log.first:
                start = index * FULL - log.first
                files[tile_path("entries", index, width)] = as_bundle(entries[start:start + FULL if width == FULL else None])
    return alter


# Entries altered; the first `covered` of them are those that an older checkpoint covers.

def drop(entries, dice, covered):
    del entries[dice.randrange(covered)]


def double(entries, dice, covered):
    entries.insert(dice.randrange(covered), dice.choice(entries))


def swap(entries, dice, covered):
    one, other = dice.randrange(covered), dice.randrange(len(entries))
    while one == other:
        other = dice.randrange(len(entries))
    entries[one], entries[other] = entries[other], entries[one]


def date_back(entries, dice, covered):
    index = dice.randrange(covered)
    entries[index] = entries[index].replace(b'"at":"20', b'"at":"19', 1)


def forge(entries, dice, covered):
    """Another letter or digit in one of an entry's values."""
    index = dice.randrange(covered)
    entry = json.loads(entries[index])
    key = dice.choice([k for k, v in sorted(entry.items()) if k not in ("kind", "seq", "v", "at") and isinstance(v, (str, int)) and v != ""])
    if isinstance(entry[key], int):
        entry[key] += 1
    else:
        at = dice.randrange(len(entry[key]))
        entry[key] = entry[key][:at] + dice.choice([c for c in "abcdef0123456789" if c != entry[key][at]]) + entry[key][at + 1:]
    entries[index] = canonical(entry)


def canonical(entry):
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True).replace("\\u007f", "\x7f").encode()


def renumber(entries, first):
    """As a careful forger does it: each entry at its place, and what refers to another one follows it."""
    parsed = [json.loads(e) for e in entries]
    now = {entry["seq"]: first + place for place, entry in enumerate(parsed)}
    for place, entry in enumerate(parsed):
        entry["seq"] = first + place
        if "intent" in entry:
            entry["intent"] = now.get(entry["intent"], entry["intent"])
    return [canonical(e) for e in parsed]


# Histories written anew and signed with the log's own key: (files, the older checkpoint that somebody kept).

def rewritten(change):
    def alter(log, dice):
        size, note = dice.choice([k for k in log.kept if k[0] > log.first])
        covered, entries = size - log.first, log.entries
        # Where entries are alike but for their places, a swap may come to nothing, or an entry doubled be one that came later: no rewriting.
        while entries[:covered] == log.entries[:covered]:
            entries = list(log.entries)
            change(entries, dice, covered)
            entries = renumber(entries, log.first)
        return build(log, log.pruned, entries), note
    return alter


def cut_off(log, dice):
    size, note = dice.choice([k for k in log.kept if k[0] > log.first + 1])
    return build(log, log.pruned, log.entries[:dice.randrange(1, size - log.first)]), note


def hash_forged(log, dice):
    """Of a pruned entry there is but the hash."""
    _, note = dice.choice(log.kept)
    covered = [i for i in range(min(len(log.pruned), size_of(note)))]
    pruned = list(log.pruned)
    pruned[dice.choice(covered)] = bytes(dice.randrange(256) for _ in range(32))
    return build(log, pruned, log.entries), note


def rolled_back(log, dice):
    """An older state as it truly was, put back: the checkpoint that somebody kept of a later one tells."""
    (older, _), (_, note) = dice.choice([(a, b) for a in log.kept for b in log.kept if log.first < a[0] < b[0]])
    return build(log, log.pruned, log.entries[:older - log.first]), note


# The log handed to another key that signs its head; nobody kept a checkpoint, and the log itself must tell.

def fresh(name, dice):
    """Another key of that name: (its file's line, the vkey)."""
    seed = bytes(dice.randrange(256) for _ in range(32))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "key")
        with open(path, "wb") as file:
            file.write(ED25519_PKCS8 + seed)
        raw = b"\x01" + subprocess.run(["openssl", "pkey", "-inform", "DER", "-in", path, "-pubout", "-outform", "DER"], check=True, stdout=subprocess.PIPE).stdout[-32:]
    ident = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex()
    return "PRIVATE+KEY+%s+%s+%s" % (name, ident, base64.b64encode(b"\x01" + seed).decode()), "%s+%s+%s" % (name, ident, base64.b64encode(raw).decode())


def endorse(keyline, index, previous, vkey):
    text = "retention/log-key/v1\nlog %s\nentry %d\nprevious %s\nkey %s\n" % (vkey.split("+")[0], index, previous, vkey)
    return base64.b64encode(sign(keyline, text.encode())).decode()


def handed(endorsement):
    def alter(log, dice):
        previous, index = log.vkey.decode().rstrip("\n"), log.size
        other = fresh(previous.split("+")[0], dice)
        entry = {"actor": "schedule", "at": json.loads(log.entries[-1])["at"], "kind": "log-key", "key": other[1], "previous": previous, "seq": index, "v": 1}
        entry.update(endorsement(log, index, previous, other, dice))
        return build(log, log.pruned, log.entries + [canonical(entry)], other), None
    return alter


def moved(log, dice):
    """A key that was endorsed, at another place than it was endorsed for: one more entry before it."""
    place = max(i for i, e in enumerate(log.entries) if b'"endorsement"' in e)
    beat = canonical({"actor": "schedule", "at": json.loads(log.entries[0])["at"], "kind": "heartbeat", "seq": log.first - 1, "v": 1})
    at = dice.randrange(1, place + 1)
    return build(log, log.pruned, renumber(log.entries[:at] + [beat] + log.entries[at:], log.first)), None


ALTERED = {
    "a bit flipped": flip, "cut short": truncate, "lengthened": lengthen, "a file gone": remove, "two files exchanged": exchange,
    "an entry dropped": in_bundles(drop), "an entry doubled": in_bundles(double), "entries swapped": in_bundles(swap),
    "an entry dated back": in_bundles(date_back), "an entry forged": in_bundles(forge),
}
OF_EVIDENCE = {"what a place gave back altered": of_evidence}
OF_PRUNED = {"a pruned bundle put back, forged": put_back}
SIGNED_ANEW = {
    "dropped": rewritten(drop), "doubled": rewritten(double), "swapped": rewritten(swap), "dated back": rewritten(date_back), "forged": rewritten(forge), "cut off": cut_off,
}
SIGNED_ANEW.update({
    "by a key not endorsed": handed(lambda *_: {}),
    "by a key endorsed by itself": handed(lambda log, index, previous, other, dice: {"endorsement": endorse(other[0], index, previous, other[1])}),
    "by a key endorsed for another index": handed(lambda log, index, previous, other, dice: {"endorsement": endorse(log.keyline, index + dice.choice((-1, 1, 256)), previous, other[1])}),
    "by a key not the one endorsed": handed(lambda log, index, previous, other, dice: {"endorsement": endorse(log.keyline, index, previous, previous)}),
})
SIGNED_ANEW_OF_ROTATED = {"by a key endorsed, moved": moved}
SIGNED_ANEW_OF_GROWN = {"rolled back": rolled_back}
SIGNED_ANEW_OF_PRUNED = {"a pruned entry's hash forged": hash_forged}


def found(files, against=None):
    try:
        verify.verify(files.get, against)
        return False
    except Unsound:
        return True


def mutate(log, number, dice):
    """(what was done, the files, the older checkpoint to hold them against): one in five is a history signed anew."""
    if number % 5 == 4:
        kinds = dict(SIGNED_ANEW)
        kinds.update(SIGNED_ANEW_OF_PRUNED if log.first else {})
        kinds.update(SIGNED_ANEW_OF_ROTATED if any(b'"endorsement"' in e for e in log.entries) else {})
        kinds.update(SIGNED_ANEW_OF_GROWN if sum(1 for size, _ in log.kept if size > log.first) > 1 else {})
        how = dice.choice(sorted(kinds))
        return ("signed anew: " + how,) + kinds[how](log, dice)
    kinds = dict(ALTERED)
    kinds.update(OF_EVIDENCE if log.evidence else {})
    kinds.update(OF_PRUNED if log.first else {})
    how = dice.choice(sorted(kinds))
    files = dict(log.files)
    kinds[how](log, files, dice)
    return how, files, dice.choice(log.kept)[1]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mutations", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("logs", nargs="+", metavar="LOG")
    given = options.parse_args()
    logs = [Log(folder) for folder in given.logs]
    for log in logs:
        print("%s: entries %d to %d, %s pruned; kept: checkpoints of %s" % (log.name, log.first, log.size - 1, log.first or "none", ", ".join(str(s) for s, _ in log.kept)))
    dice, accepted, tried, alone = random.Random(given.seed), [], Counter(), 0
    for number in range(given.mutations):
        log = logs[number // 5 % len(logs)]
        how, files, kept = mutate(log, number, dice)
        tried[(how, log.name)] += 1
        if not found(files, kept):
            accepted.append("%d (%s of %s)" % (number, how, log.name))
        # A rewritten history in which nothing is wrong: all that is left is what somebody kept.
        elif how.startswith("signed anew") and not found(files):
            alone += 1
    kinds = list(ALTERED) + list(OF_EVIDENCE) + list(OF_PRUNED) + ["signed anew: " + k for k in {**SIGNED_ANEW, **SIGNED_ANEW_OF_ROTATED, **SIGNED_ANEW_OF_GROWN, **SIGNED_ANEW_OF_PRUNED}]
    print("%-48s %s" % ("seed %d" % given.seed, " ".join("%9s" % log.name for log in logs)))
    for how in kinds:
        print("%-48s %s" % (how, " ".join("%9d" % tried[(how, log.name)] for log in logs)))
    print("%d of those signed anew are sound in themselves: only the checkpoint that was kept tells" % alone)
    never = [how for how in kinds if not any(tried[(how, log.name)] for log in logs)]
    for why in ["accepted: " + a for a in accepted[:20]] + ["never tried: " + how for how in never] + ([] if alone else ["no rewritten history was sound in itself"]):
        print(why)
    print("%d mutations, %d rejected, %d accepted" % (given.mutations, given.mutations - len(accepted), len(accepted)))
    return 1 if accepted or never or not alone else 0


if __name__ == "__main__":
    sys.exit(main())
