"""Fiat-Shamir, and the reader of proof bytes that feeds it."""

import struct

from blake3 import derive
from field import DEGREE, P

MAX_WORD = 0x7FFFFFFF


class Reject(Exception):
    """The proof is not accepted; the text says which check failed."""


def need(condition, reason):
    if not condition:
        raise Reject(reason)


def pack_words(words):
    return struct.pack(f"<{len(words)}I", *words)


class Transcript:
    def __init__(self):
        self.state = bytes(32)
        self.pending = []

    def frame(self, kind, label, payload):
        name = label.encode("ascii")
        self.pending.append(struct.pack("<cB", kind, len(name)) + name + struct.pack("<Q", len(payload)) + payload)

    def flush(self):
        self.state = derive("squall v1 transcript", self.state + b"".join(self.pending))
        self.pending = []

    def _squeeze(self, label, count, words):
        """A stream of 32-bit words; `words`: about how many will be used."""
        self.frame(b"s", label, struct.pack("<Q", count))
        self.flush()
        size, at = 4 * words + 64, 0
        while True:
            data = derive("squall v1 challenges", self.state, size)
            while at + 4 <= size:
                yield int.from_bytes(data[at:at + 4], "little")
                at += 4
            size *= 2

    def challenges(self, label, count):
        if count == 0:
            return []
        good = (w & MAX_WORD for w in self._squeeze(label, count, DEGREE * count) if w & MAX_WORD < P)
        return [tuple(next(good) for _ in range(DEGREE)) for _ in range(count)]

    def challenge(self, label):
        return self.challenges(label, 1)[0]

    def positions(self, label, count, bits):
        stream = self._squeeze(label, count, count)
        return sorted({next(stream) % (1 << bits) for _ in range(count)})


class Reader:
    """Reads a proof, absorbs what the protocol absorbs, and remembers where each item lies (for tests)."""

    def __init__(self, proof):
        self.proof, self.at = proof, 0
        self.transcript = Transcript()
        self.items = []  # (name, begin, end)

    def _take(self, name, size):
        need(self.at + size <= len(self.proof), f"the proof ends within '{name}'")
        self.items.append((name, self.at, self.at + size))
        self.at += size
        return self.proof[self.at - size:self.at]

    def _words(self, name, count):
        words = struct.unpack(f"<{count}I", self._take(name, 4 * count))
        need(max(words, default=0) < P, f"a word of '{name}' is not canonical")
        return words

    def header(self, size):
        return self._take("header", size)

    def digest(self, label):
        data = self._take(label, 32)
        self.transcript.frame(b"d", label, data)
        return data

    def extension(self, label, count):
        words = self._words(label, DEGREE * count)
        self.transcript.frame(b"e", label, pack_words(words))
        return [words[i:i + DEGREE] for i in range(0, len(words), DEGREE)]

    def grind(self, label, bits):
        if bits == 0:
            return
        nonce = self._take(label + " nonce", 8)
        self.transcript.frame(b"n", label, bytes([bits]))
        self.transcript.flush()
        work = int.from_bytes(derive("squall v1 grinding", self.transcript.state + nonce, 8), "little")
        need(work % (1 << bits) == 0, f"grinding before '{label}'")
        self.transcript.frame(b"n", label, nonce)

    def rows(self, name, count, width):
        words = self._words(name, count * width)
        return [words[i:i + width] for i in range(0, len(words), width)]

    def siblings(self, name, count):
        data = self._take(name, 32 * count)
        return [data[i:i + 32] for i in range(0, len(data), 32)]

    def finish(self):
        need(self.at == len(self.proof), "bytes after the end of the proof")
