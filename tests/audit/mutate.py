#!/usr/bin/env python3
"""Alters an exported log in many ways, and asks verify.py of each: it must be found.

    mutate.py DIR KEYFILE [--mutations N] [--seed S]

DIR is a sound export, KEYFILE the log's private key (audit-log-keys/1.key), with which rewritten histories are signed anew: of
these only an older checkpoint can tell. Prints the counts, and exits 1 where one alteration was not found.
"""
import base64
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter

import verify
from verify import FULL, Unsound, leaf_hash, root_of, spans, tile_path

ED25519_PKCS8 = bytes.fromhex("302e020100300506032b657004220420")


def sign(line, message):
    seed = base64.b64decode(line.rstrip("\n").split("+", 4)[4])[1:]
    with tempfile.TemporaryDirectory() as folder:
        key, text, out = (os.path.join(folder, n) for n in ("key", "text", "out"))
        for name, content in ((key, ED25519_PKCS8 + seed), (text, message)):
            with open(name, "wb") as file:
                file.write(content)
        subprocess.run(["openssl", "pkeyutl", "-sign", "-keyform", "DER", "-inkey", key, "-rawin", "-in", text, "-out", out], check=True)
        with open(out, "rb") as file:
            return file.read()


def load(folder):
    files = {}
    for path, _, names in os.walk(folder):
        for name in names:
            whole = os.path.join(path, name)
            with open(whole, "rb") as file:
                files[os.path.relpath(whole, folder)] = file.read()
    return files


def in_use(files, size):
    """The files that the checkpoint covers: what lies beside them speaks for nobody."""
    used = ["checkpoint", "log.vkey"] + [tile_path("entries", i, w) for i, w in spans(size)]
    level, count = 0, size
    while count:
        used += [tile_path(level, i, w) for i, w in spans(count)]
        level, count = level + 1, count // FULL
    return [f for f in used if f in files]


def entries_of(files, size):
    entries = []
    for index, width in spans(size):
        entries += verify.bundle(files[tile_path("entries", index, width)], width, 0)
    return entries


def build(entries, keyline, vkey):
    """A whole export over the entries, signed by the log's own key."""
    files = {"log.vkey": vkey}
    for index, width in spans(len(entries)):
        part = entries[index * FULL:index * FULL + width]
        files[tile_path("entries", index, width)] = b"".join(len(e).to_bytes(2, "big") + e for e in part)
    level, hashes = 0, [leaf_hash(e) for e in entries]
    root = root_of(hashes)
    while hashes:
        for index, width in spans(len(hashes)):
            files[tile_path(level, index, width)] = b"".join(hashes[index * FULL:index * FULL + width])
        level, hashes = level + 1, [root_of(hashes[i:i + FULL]) for i in range(0, len(hashes) // FULL * FULL, FULL)]
    name, ident, _ = verify.read_vkey(vkey.decode().rstrip("\n"))
    body = "%s\n%d\n%s\n" % (name, len(entries), base64.b64encode(root).decode())
    line = "\u2014 %s %s\n" % (name, base64.b64encode(bytes.fromhex(ident) + sign(keyline, body.encode())).decode())
    files["checkpoint"] = (body + "\n" + line).encode()
    return files


def flip(files, size, dice):
    name = dice.choice(in_use(files, size))
    content = bytearray(files[name])
    bit = dice.randrange(len(content) * 8)
    content[bit // 8] ^= 1 << bit % 8
    files[name] = bytes(content)


def truncate(files, size, dice):
    name = dice.choice(in_use(files, size))
    files[name] = files[name][:dice.randrange(len(files[name]))]


def lengthen(files, size, dice):
    name = dice.choice(in_use(files, size))
    files[name] += bytes([dice.randrange(256)])


def remove(files, size, dice):
    del files[dice.choice(in_use(files, size))]


def exchange(files, size, dice):
    one, other = dice.sample(in_use(files, size), 2)
    if files[one] == files[other]:
        return flip(files, size, dice)
    files[one], files[other] = files[other], files[one]


def in_bundles(change):
    def alter(files, size, dice):
        entries = entries_of(files, size)
        change(entries, dice)
        # Under the names that the checkpoint's size asks for, the last with whatever is left.
        for index, width in spans(size):
            end = None if (index + 1) * FULL >= size else (index + 1) * FULL
            files[tile_path("entries", index, width)] = b"".join(len(e).to_bytes(2, "big") + e for e in entries[index * FULL:end])
    return alter


def drop(entries, dice):
    del entries[dice.randrange(len(entries))]


def double(entries, dice):
    entries.insert(dice.randrange(len(entries)), dice.choice(entries))


def swap(entries, dice):
    one, other = dice.sample(range(len(entries)), 2)
    entries[one], entries[other] = entries[other], entries[one]


def forge(entries, dice):
    index = dice.randrange(len(entries))
    entries[index] = entries[index].replace(b'"at":"20', b'"at":"19', 1)


PLAIN = {
    "a bit": flip, "cut short": truncate, "lengthened": lengthen, "a file gone": remove, "two files exchanged": exchange,
    "an entry dropped": in_bundles(drop), "an entry doubled": in_bundles(double), "entries swapped": in_bundles(swap), "an entry forged": in_bundles(forge),
}
REWRITTEN = {"dropped": drop, "doubled": double, "swapped": swap, "forged": forge, "cut off": lambda entries, dice: entries.__delitem__(slice(dice.randrange(len(entries)), None))}


def found(files, against):
    try:
        verify.verify(files.get, against)
        return False
    except Unsound:
        return True


def main(arguments):
    options = dict(zip(arguments[2::2], arguments[3::2]))
    mutations, seed = int(options.get("--mutations", 1000)), int(options.get("--seed", 1))
    sound = load(arguments[0])
    with open(arguments[1]) as file:
        keyline = file.read()
    size, _ = verify.verify(sound.get)
    kept = sound["checkpoint"]
    dice, missed, tried = random.Random(seed), [], Counter()
    for number in range(mutations):
        files = dict(sound)
        if number % 10 == 9:
            how = dice.choice(sorted(REWRITTEN))
            entries = entries_of(sound, size)
            REWRITTEN[how](entries, dice)
            files, how = build(entries, keyline, sound["log.vkey"]), "rewritten and signed anew: " + how
        else:
            how = dice.choice(sorted(PLAIN))
            PLAIN[how](files, size, dice)
        tried[how] += 1
        if not found(files, kept):
            missed.append("%d (%s)" % (number, how))
    for how, count in sorted(tried.items()):
        print("%6d  %s" % (count, how))
    print("%d alterations of %d entries, %d not found%s" % (mutations, size, len(missed), "".join("\n  " + m for m in missed[:20])))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
