#!/usr/bin/env python3
"""Checks an exported audit log by its files alone, as docs/audit-format.md describes them.

    verify.py DIR [--against CHECKPOINT] [--vkey KEY]

KEY is a public key of the log from its keeper, or a file that holds it: the present one, or an older one that leads to it. Needs Python 3 and the openssl command, and shares no line with the program that wrote the log.
Prints one line and exits 0 where the log is sound, 5 where it is not.
"""
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

FULL = 256
OUTCOMES = {"erased", "already-absent", "kept", "refused", "failed"}
P256_SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")


class Unsound(Exception):
    """What is wrong, and the index of the first entry that cannot be trusted."""

    def __init__(self, index, why):
        super().__init__(why)
        self.index = index


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes):
    """RFC 6962, 2.1, over leaf hashes."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(root_of(hashes[:split]), root_of(hashes[split:]))


def tile_path(level, index, width):
    groups = []
    rest = index
    while True:
        groups.insert(0, "%03d" % (rest % 1000))
        rest //= 1000
        if rest == 0:
            break
    path = "/".join(["x" + g for g in groups[:-1]] + [groups[-1]])
    return "tile/%s/%s%s" % (level, path, "" if width == FULL else ".p/%d" % width)


def spans(count):
    """(index, width) of each tile that holds so many hashes or entries."""
    for index in range(0, (count + FULL - 1) // FULL):
        yield index, min(FULL, count - index * FULL)


def strict_base64(text, index):
    try:
        raw = base64.b64decode(text, validate=True)
    except Exception:
        raise Unsound(index, "no base64")
    if base64.b64encode(raw).decode() != text:
        raise Unsound(index, "base64 in another spelling")
    return raw


def read_vkey(text, index=0, what="log.vkey"):
    name, ident, key = (text.split("+", 2) + ["", ""])[:3]
    raw = strict_base64(key, index)
    if not name or any(c.isspace() for c in name) or not re.fullmatch("[0-9a-f]{8}", ident) or len(raw) != 33 or raw[0] != 1:
        raise Unsound(index, what + " is no Ed25519 verifier key")
    if hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != ident:
        raise Unsound(index, what + " has another id than its key")
    return name, ident, raw[1:]


_known = {}


def ed25519(key, message, signature):
    """Whether the key made the signature (RFC 8032); by openssl, and each question once."""
    question = (key, message, signature)
    if question not in _known:
        with tempfile.TemporaryDirectory() as folder:
            names = [os.path.join(folder, n) for n in ("key", "message", "signature")]
            for name, content in zip(names, (ED25519_SPKI + key, message, signature)):
                with open(name, "wb") as file:
                    file.write(content)
            _known[question] = subprocess.run(
                ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", names[0], "-rawin", "-in", names[1], "-sigfile", names[2]],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    return _known[question]


def read_second_vkey(text, index):
    """(name, id, SPKI) of a key in a vault: ECDSA on P-256, signature type 2 of c2sp.org/signed-note."""
    name, ident, key = (text.split("+", 2) + ["", ""])[:3]
    raw = strict_base64(key, index)
    if not name or any(c.isspace() for c in name) or raw[:1] != b"\x02" or len(raw) != 92 or not raw[1:].startswith(P256_SPKI):
        raise Unsound(index, "the second key is no key on P-256")
    if hashlib.sha256(raw[1:]).digest()[:4].hex() != ident:
        raise Unsound(index, "the second key has another id than its key")
    return name, ident, raw[1:]


def ecdsa(spki, message, signature):
    """Whether the key made the signature (ECDSA with SHA-256, ASN.1 DER), by openssl."""
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, n) for n in ("key", "message", "signature")]
        pem = b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(spki) + b"-----END PUBLIC KEY-----\n"
        for name, content in zip(names, (pem, message, signature)):
            with open(name, "wb") as file:
                file.write(content)
        return subprocess.run(
            ["openssl", "dgst", "-sha256", "-verify", names[0], "-signature", names[2], names[1]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def second_line(note, vkey):
    """Whether the second key signed the checkpoint; None where it has no line of it."""
    name, ident, spki = vkey
    body, lines = note.decode("utf-8").rsplit("\n\n", 1)
    found = None
    for line in lines[:-1].split("\n"):
        _, who, signature = line.split(" ")
        raw = strict_base64(signature, 0)
        if who == name and raw[:4].hex() == ident:
            if not ecdsa(spki, (body + "\n").encode(), raw[4:]):
                return False
            found = True
    return found


def claimed_size(note):
    """What the checkpoint says before anybody knows who signed it."""
    found = re.match(rb"[^\n]+\n(0|[1-9][0-9]{0,15})\n", note)
    if not found:
        raise Unsound(0, "the checkpoint has no size")
    return int(found.group(1))


def read_checkpoint(note, vkey):
    """(size, root) of a signed checkpoint; Unsound where the key did not sign it."""
    name, ident, key = vkey
    try:
        text = note.decode("utf-8")
    except UnicodeDecodeError:
        raise Unsound(0, "the checkpoint is no UTF-8")
    if any(c < " " and c != "\n" for c in text) or not text.endswith("\n") or "\n\n" not in text:
        raise Unsound(0, "the checkpoint is no signed note")
    body, lines = text.rsplit("\n\n", 1)
    body += "\n"
    signed = False
    for line in lines[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014":
            raise Unsound(0, "a signature line of the checkpoint is none")
        raw = strict_base64(parts[2], 0)
        if parts[1] == name and raw[:4].hex() == ident:
            if not ed25519(key, body.encode(), raw[4:]):
                raise Unsound(0, "the checkpoint's signature is wrong")
            signed = True
    if not signed:
        raise Unsound(0, "the log's key did not sign the checkpoint")
    fields = body.split("\n")
    if len(fields) < 4 or fields[0] != name or not re.fullmatch("0|[1-9][0-9]*", fields[1]):
        raise Unsound(0, "the checkpoint is not this log's")
    root = strict_base64(fields[2], 0)
    if len(root) != 32:
        raise Unsound(0, "the checkpoint's root is none")
    return int(fields[1]), root


def plain(value, index):
    """Integers up to 2^53-1, strings, and lists and maps of them."""
    if isinstance(value, bool) or value is None or isinstance(value, float) or (isinstance(value, int) and abs(value) > 2**53 - 1):
        raise Unsound(index, "the entry holds more than integers and strings")
    if isinstance(value, dict):
        for item in value.values():
            plain(item, index)
    elif isinstance(value, list):
        for item in value:
            plain(item, index)


def once(pairs):
    keys = [k for k, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key stands twice")
    return dict(pairs)


class Story:
    """What the entries say, in their order."""

    def __init__(self, first=0):
        self.open, self.open_keys, self.deleted, self.holds = {}, {}, set(), set()
        self.second = None
        # Of a log whose first entries are pruned: what refers to them is believed until the entry is read that says what they left.
        self.first, self.known, self.before, self.keys = first, first == 0, [], []
        self.anchors = {}

    @property
    def key(self):
        return self.keys[-1][1] if self.keys else self.before[-1] if self.before else None

    def all_keys(self):
        return self.before + [key for _, key, _ in self.keys]

    def keys_at(self, size):
        """The key in force when the log had so many entries; more than one only where nobody can read any more."""
        named = [key for at, key, _ in self.keys if at < size]
        return named[-1:] if named else self.before if size < self.first else self.before[-1:]

    def leads_from(self, key):
        """Whether endorsements lead from that key to the last one."""
        return key in [k for _, k, _ in self.keys] or key in self.before[-1:]

    def may_have_been(self, index):
        return not self.known and isinstance(index, int) and index < self.first

    def read(self, index, raw):
        try:
            entry = json.loads(raw.decode("ascii"), object_pairs_hook=once)
        except ValueError:
            raise Unsound(index, "the entry is no ASCII JSON")
        if not isinstance(entry, dict):
            raise Unsound(index, "the entry is no object")
        plain(entry, index)
        # Of integers and ASCII strings RFC 8785 leaves one spelling, and this is it.
        if json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True).replace("\\u007f", "\x7f").encode() != raw:
            raise Unsound(index, "the entry is not in its canonical form")
        if entry.get("v") != 1 or entry.get("seq") != index or not all(isinstance(entry.get(k), str) for k in ("actor", "at", "kind")):
            raise Unsound(index, "the entry lacks what every entry has, or stands at another place")
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry["at"]):
            raise Unsound(index, "the entry's time is no instant in UTC")
        self.tell(index, entry)

    def tell(self, index, entry):
        kind = entry["kind"]
        if kind == "erasure-intended":
            self.open[index] = entry.get("record")
        elif kind in OUTCOMES:
            if self.may_have_been(entry.get("intent")):
                return
            if entry.get("intent") not in self.open or self.open.pop(entry["intent"]) != entry.get("record"):
                raise Unsound(index, "an outcome without its intent")
        elif kind == "run-summary":
            not_erased = entry.get("notErased")
            numbers = [entry.get(k) for k in ("discovered", "kept", "held", "unclassified", "due", "erased", "alreadyAbsent")]
            if not isinstance(not_erased, dict) or not all(isinstance(n, int) for n in numbers + list(not_erased.values())):
                raise Unsound(index, "a summary without its counts")
            discovered, kept, held, unclassified, due, erased, absent = numbers
            gap = abs(discovered - kept - held - unclassified - due) + abs(due - erased - absent - sum(not_erased.values()))
            if gap != 0 and "unaccounted" not in entry:
                raise Unsound(index, "the books of a run do not balance")
        elif kind == "log-key":
            self.tell_of_log_key(index, entry)
        elif kind == "second-key":
            if not isinstance(entry.get("key"), str):
                raise Unsound(index, "a second key without the key")
            name, _, _ = read_second_vkey(entry["key"], index)
            if self.key is not None and name != self.key.split("+")[0]:
                raise Unsound(index, "the second key has another name than the log")
            self.second = entry["key"]
        elif kind == "prune":
            self.tell_of_pruning(index, entry)
        elif kind == "hold-placed":
            self.holds.add(str(entry.get("hold")))
        elif kind == "hold-released":
            self.holds.discard(str(entry.get("hold")))
        elif kind == "register-confirmed":
            self.holds &= set(entry.get("holds", []))
        elif kind == "anchor":
            self.tell_of_anchor(index, entry)
        elif kind.startswith("key-"):
            self.tell_of_key(index, kind, entry)

    def tell_of_log_key(self, index, entry):
        key, previous, endorsement = entry.get("key"), entry.get("previous"), entry.get("endorsement")
        if not isinstance(key, str) or (previous != self.key and (self.known or self.keys)):
            raise Unsound(index, "the log's key takes the place of another than the one before")
        if key in self.all_keys():
            raise Unsound(index, "the log's key is one that it had before")
        name, _, _ = read_vkey(key, index, "the log's key")
        if previous is None:
            if "previous" in entry or "endorsement" in entry:
                raise Unsound(index, "the log's first key is endorsed, and there was none before it")
        else:
            if not isinstance(previous, str) or not isinstance(endorsement, str):
                raise Unsound(index, "the key before it did not endorse the log's key")
            before, _, public = read_vkey(previous, index, "the key before")
            text = "retention/log-key/v1\nlog %s\nentry %d\nprevious %s\nkey %s\n" % (name, index, previous, key)
            if before != name or not ed25519(public, text.encode(), strict_base64(endorsement, index)):
                raise Unsound(index, "the key before it did not endorse the log's key")
        self.keys.append((index, key, previous))

    def tell_of_pruning(self, index, entry):
        minimum, holds, named = entry.get("minimum"), entry.get("holds"), entry.get("logKeys")
        if not isinstance(minimum, int) or not isinstance(holds, list) or not isinstance(named, list):
            raise Unsound(index, "a pruning without what it says")
        if not 0 < minimum <= index or minimum % FULL != 0:
            raise Unsound(index, "what is to go are no whole bundles before the entry that says so")
        if minimum < self.first:
            return
        if not self.holds <= set(holds) or (self.known and self.holds != set(holds)):
            raise Unsound(index, "other holds are in force than the pruning says")
        seen = [key for at, key, _ in self.keys if at < minimum]
        if self.known:
            if named != self.before + seen:
                raise Unsound(index, "the pruning names other keys than there were")
        else:
            before = named[:len(named) - len(seen)]
            if before + seen != named or (self.keys and self.keys[0][2] != (before[-1] if before else None)):
                raise Unsound(index, "the pruning names other keys than there were")
            self.before = before
        self.holds, self.known = set(holds), True

    def tell_of_anchor(self, index, entry):
        place, size = entry.get("place"), entry.get("size")
        if not isinstance(size, int) or not all(isinstance(entry.get(k), str) for k in ("place", "placeKind", "root")):
            raise Unsound(index, "an anchor without what it says")
        if re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", place):
            self.anchors.setdefault((place, size), []).append(entry)

    def tell_of_key(self, index, kind, entry):
        key = (entry.get("project"), entry.get("epoch"))
        if kind in ("key-deleted", "key-returned"):
            self.deleted.add(key)
        elif kind == "key-destruction-intended":
            if key not in self.deleted and self.known:
                raise Unsound(index, "a key is to be destroyed that was not deleted")
            self.open_keys[index] = key
        elif kind in ("key-destroyed", "key-recovered"):
            self.deleted.discard(key)
            if self.may_have_been(entry.get("intent")) and entry["intent"] not in self.open_keys:
                return
            if ("intent" in entry or kind == "key-destroyed") and self.open_keys.pop(entry.get("intent"), None) != key:
                raise Unsound(index, "an outcome over a key without its intent")


def read_older(note, story):
    """As read_checkpoint, by the key that was in force at its size."""
    unsound = Unsound(0, "the log had no key when it was as long as the older checkpoint")
    for key in story.all_keys():
        try:
            size, root = read_checkpoint(note, read_vkey(key))
            if key in story.keys_at(size):
                return size, root
            unsound = Unsound(0, "the older checkpoint is signed by a key that was not in force at its size")
        except Unsound as why:
            unsound = why
    raise unsound


def check_evidence(get, size_of_log, anchors):
    """What places gave back for checkpoints, as far as it lies there, is what the entries say."""
    for (place, size), entries in sorted(anchors.items()):
        path = "anchors/%s/%d" % (place, size)
        token, note = get(path + ".tst"), get(path + ".note")
        if token is not None and not any(e["placeKind"] == "timeStamp" and e.get("evidence") == hashlib.sha256(token).hexdigest() for e in entries):
            raise Unsound(size_of_log, path + ".tst is not what the place gave back, by the log")
        if note is not None and not any(is_note_of(note, token, size, e) for e in entries):
            raise Unsound(size_of_log, path + ".note is not the checkpoint that the place took, by the log")


def is_note_of(note, token, size, entry):
    """A witness gave back the note itself; of one that was stamped the token holds the hash."""
    digest = hashlib.sha256(note)
    if entry["placeKind"] == "timeStamp":
        if token is not None and digest.digest() not in token:
            return False
    elif "evidence" in entry and entry["evidence"] != digest.hexdigest():
        return False
    try:
        fields = note.decode("utf-8").split("\n")
        return fields[1] == str(size) and strict_base64(fields[2], 0).hex() == entry["root"]
    except (UnicodeDecodeError, IndexError, Unsound):
        return False


def bundle(raw, width, index):
    entries = []
    while raw:
        length = int.from_bytes(raw[:2], "big")
        if len(raw) < 2 + length or len(raw) < 2:
            raise Unsound(index, "a bundle breaks off in an entry")
        entries.append(raw[2:2 + length])
        raw = raw[2 + length:]
    if len(entries) != width:
        raise Unsound(index, "a bundle of another width than its name")
    return entries


def verify(get, against=None, known=None):
    """get(path) gives a file's bytes or None; known is a key of the log. Returns (size, root)."""
    def need(path, index=0):
        content = get(path)
        if content is None:
            raise Unsound(index, path + " is missing")
        return content

    try:
        text = need("log.vkey").decode("ascii")
    except UnicodeDecodeError:
        raise Unsound(0, "log.vkey is no ASCII")
    if not text.endswith("\n") or "\n" in text[:-1]:
        raise Unsound(0, "log.vkey is not one line")
    read_vkey(text[:-1])
    size = claimed_size(need("checkpoint"))
    # Full bundles may be gone from the front; the level 0 tiles that hash them are not.
    gone = 0
    while (gone + 1) * FULL <= size and get(tile_path("entries", gone, FULL)) is None:
        gone += 1
    first = gone * FULL if gone * FULL < size else 0
    story, leaves = Story(first), []
    for index, width in spans(first):
        raw = need(tile_path(0, index, width))
        if len(raw) != width * 32:
            raise Unsound(0, "a tile of another width than its name")
        leaves += [raw[i:i + 32] for i in range(0, len(raw), 32)]
    for index, width in spans(size):
        if index * FULL < first:
            continue
        for entry in bundle(need(tile_path("entries", index, width), len(leaves)), width, len(leaves)):
            story.read(len(leaves), entry)
            leaves.append(leaf_hash(entry))
    if not story.known:
        raise Unsound(0, "entries are missing, and none says that they were pruned")
    if not story.leads_from(text[:-1]):
        raise Unsound(size, "log.vkey is none of the log's keys that lead to the present one")
    signed_size, root = read_checkpoint(need("checkpoint"), read_vkey(story.key, size, "the log's key"))
    if signed_size != size:
        raise Unsound(size, "the checkpoint has two sizes")
    signed = second_line(need("checkpoint"), read_second_vkey(story.second, size)) if story.second is not None else None
    if signed is False:
        raise Unsound(size, "the second line of the checkpoint is not the vault's")
    if known is not None and known == story.second:
        if not signed:
            raise Unsound(size, "the checkpoint has no line of the given key")
    elif known is not None and not story.leads_from(known):
        raise Unsound(size, "the given key is none of this log's that leads to the present one")
    level, hashes = 0, leaves
    while hashes:
        for index, width in spans(len(hashes)):
            there = need(tile_path(level, index, width), size)
            if there != b"".join(hashes[index * FULL:index * FULL + width]):
                raise Unsound(size, tile_path(level, index, width) + " does not hash what lies below it")
        level, hashes = level + 1, [root_of(hashes[i:i + FULL]) for i in range(0, len(hashes) // FULL * FULL, FULL)]
    if root_of(leaves) != root:
        raise Unsound(size, "the entries do not hash to the signed root")
    if against is not None:
        old_size, old_root = read_older(against, story)
        if old_size > size:
            raise Unsound(size, "the log is shorter than the older checkpoint")
        if root_of(leaves[:old_size]) != old_root:
            raise Unsound(0, "the log does not begin with what the older checkpoint covers")
    check_evidence(get, size, story.anchors)
    return size, root


def from_folder(folder):
    def get(path):
        name = os.path.join(folder, path)
        if not os.path.isfile(name):
            return None
        with open(name, "rb") as file:
            return file.read()
    return get


def main(arguments):
    options = dict(zip(arguments[1::2], arguments[2::2]))
    if len(arguments) % 2 != 1 or not set(options) <= {"--against", "--vkey"} or len(arguments) != 1 + 2 * len(options):
        print(__doc__, file=sys.stderr)
        return 64
    against, known = None, options.get("--vkey")
    if "--against" in options:
        with open(options["--against"], "rb") as file:
            against = file.read()
    if known is not None and os.path.isfile(known):
        with open(known, encoding="ascii") as file:
            known = file.read().rstrip("\n")
    try:
        size, root = verify(from_folder(arguments[0]), against, known)
    except Unsound as why:
        print("unsound from entry %d: %s" % (why.index, why))
        return 5
    print("sound: %d entries, root %s" % (size, root.hex()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
