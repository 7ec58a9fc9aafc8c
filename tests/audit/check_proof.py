#!/usr/bin/env python3
"""Checks the proof of one entry by its file and the log's public key, as docs/audit-format.md describes it.

    check_proof.py FILE VKEY [--alter]

VKEY is the key itself, or a file that holds it. Needs Python 3 and the openssl command, and shares no line with the program that
wrote the proof. Prints what the entry says and exits 0 where it is proved, 5 where it is not.
--alter: tries a changed bit of every byte and every truncation as well, and exits 1 where one of them is believed.
"""
import base64
import hashlib
import json
import os
import random
import re
import sys

from verify import Unsound, leaf_hash, node_hash, once, read_checkpoint, read_vkey, strict_base64

MEANS = {
    "erased": "gone", "already-absent": "gone", "kept": "not gone", "refused": "not gone", "failed": "not gone",
    "erasure-intended": "only intended",
}


def includes(leaf, index, size, path, root):
    """RFC 9162, 2.1.3.2."""
    if index >= size:
        return False
    node, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if node % 2 == 1 or node == last:
            found = node_hash(sibling, found)
            while node % 2 == 0 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def spelled_once(text):
    """JSON that is its own canonical spelling (RFC 8785, of integers and ASCII)."""
    try:
        value = json.loads(text.decode("ascii"), object_pairs_hook=once)
    except ValueError:
        raise Unsound(0, "no ASCII JSON")
    if not isinstance(value, dict) or json.dumps(value, sort_keys=True, separators=(",", ":")).replace("\\u007f", "\x7f").encode() != text:
        raise Unsound(0, "no object in canonical form")
    return value


def check(proof, vkey):
    """(entry, store, name) of a proof; Unsound where it proves nothing."""
    head, blank, checkpoint = proof.partition(b"\n\n")
    lines = head.decode("latin-1").split("\n")
    if not blank or len(lines) < 3 or lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra ") or not re.fullmatch("index (0|[1-9][0-9]*)", lines[2]):
        raise Unsound(0, "no proof of an entry")
    index = int(lines[2][6:])
    path = [strict_base64(line, index) for line in lines[3:]]
    if any(len(h) != 32 for h in path):
        raise Unsound(index, "a hash of the path is none")
    size, root = read_checkpoint(checkpoint, vkey)
    extra = spelled_once(strict_base64(lines[1][6:], index))
    if sorted(extra) != ["entry", "label", "salt", "v", "value"] or extra["v"] != 1 or isinstance(extra["v"], bool) or extra["label"] != "record":
        raise Unsound(index, "nothing that is disclosed")
    if not all(isinstance(extra[k], str) for k in ("entry", "salt", "value")):
        raise Unsound(index, "nothing that is disclosed")
    if not extra["entry"].isascii():
        raise Unsound(index, "the entry is no ASCII")
    raw, salt, value = extra["entry"].encode(), strict_base64(extra["salt"], index), strict_base64(extra["value"], index)
    if not includes(leaf_hash(raw), index, size, path, root):
        raise Unsound(index, "the entry is not on the log")
    entry = spelled_once(raw)
    if entry.get("v") != 1 or entry.get("seq") != index:
        raise Unsound(index, "the entry stands at another place")
    # Of another length the salt could give bytes to the value, or take some: the hash would be the same.
    if len(salt) != 32:
        raise Unsound(index, "the salt does not have 32 bytes")
    commitment = base64.urlsafe_b64encode(hashlib.sha256(b"retention/record\n" + salt + value).digest()).rstrip(b"=").decode()
    if entry.get("record") != commitment:
        raise Unsound(index, "the entry is about another record")
    store, separator, name = value.partition(b"\n")
    if not separator or not name or not re.fullmatch(rb"[A-Za-z0-9._-]+", store) or entry.get("store", store.decode()) != store.decode():
        raise Unsound(index, "no record is named")
    return entry, store.decode(), name


def believed(proof, vkey):
    try:
        check(proof, vkey)
        return True
    except Unsound:
        return False


def alter(proof, vkey):
    """How many altered proofs were tried; Unsound where one of them is believed."""
    tried, dice = 0, random.Random(1)
    for at in range(len(proof)):
        flipped = bytearray(proof)
        flipped[at] ^= 1 << dice.randrange(8)
        for other in (bytes(flipped), proof[:at], proof[:at] + proof[at + 1:], proof[:at] + b"\n" + proof[at:]):
            if other == proof:
                continue
            tried += 1
            if believed(other, vkey):
                raise AssertionError("an altered proof is believed: byte %d" % at)
    return tried


def main(arguments):
    if len(arguments) not in (2, 3) or (len(arguments) == 3 and arguments[2] != "--alter"):
        print(__doc__, file=sys.stderr)
        return 64
    key = arguments[1]
    if os.path.isfile(key):
        with open(key, encoding="ascii") as file:
            key = file.read().rstrip("\n")
    with open(arguments[0], "rb") as file:
        proof = file.read()
    try:
        vkey = read_vkey(key)
        entry, store, name = check(proof, vkey)
    except Unsound as why:
        print("not proved: %s" % why)
        return 5
    print("proved: entry %d, %s, %s: %s:%s" % (entry["seq"], entry["kind"], MEANS.get(entry["kind"], "no erasure"), store, name.decode("utf-8", "backslashreplace")))
    if len(arguments) == 3:
        try:
            print("%d altered proofs: none believed" % alter(proof, vkey))
        except AssertionError as why:
            print(why)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
