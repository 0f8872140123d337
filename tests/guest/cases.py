"""Inputs for each guest program, with the exit code and output that are expected of it.

A case is (name, input, exit code, output); the output of a program that fails is empty.
"""

import collections
import csv
import datetime
import decimal
import hashlib
import io
import os
import random
import re
import struct
import sys

import models

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "independent"))
from blake3 import blake3 as blake3_model  # noqa: E402

SIZES = [0, 1, 3, 4, 55, 56, 63, 64, 65, 119, 120, 127, 128, 135, 136, 137, 271, 272, 273, 1000, 5000]


def pack(values):
    return struct.pack(f"<{len(values)}I", *values)


def same(computed, published, what):
    """Models are code too: they are checked against published answers."""
    if computed != published:
        raise AssertionError(f"the model of {what} is wrong")


def fibonacci():
    for n in [0, 1, 2, 47, 48, 1000, 20000]:
        yield f"n={n}", pack([n]), 0, pack(models.fibonacci(n))
    same(models.fibonacci(47)[1], 2971215073, "fibonacci")
    yield "no input", b"", 1, b""
    yield "five bytes", bytes(5), 1, b""


def sha256():
    same(hashlib.sha256(b"abc").hexdigest(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "sha256")
    yield "abc", b"abc", 0, hashlib.sha256(b"abc").digest()
    source = random.Random(1)
    for size in SIZES:
        data = source.randbytes(size)
        yield f"{size} bytes", data, 0, hashlib.sha256(data).digest()


def keccak256():
    known = {
        b"": "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        b"abc": "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    }
    for data, answer in known.items():
        same(models.keccak_sponge(data, 0x01).hex(), answer, "keccak256")
        yield f"known answer {data}", data, 0, bytes.fromhex(answer)
    source = random.Random(2)
    for size in SIZES:
        data = source.randbytes(size)
        same(models.keccak_sponge(data, 0x06), hashlib.sha3_256(data).digest(), "the sponge")
        yield f"{size} bytes", data, 0, models.keccak_sponge(data, 0x01)


def blake2s():
    source = random.Random(10)
    for size in SIZES:
        data = source.randbytes(size)
        yield f"{size} bytes", data, 0, hashlib.blake2s(data).digest()


def blake3():
    same(blake3_model(b"").hex(), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262", "blake3")
    source = random.Random(11)
    for size in [*SIZES, 1023, 1024, 1025, 2048, 2049, 3073, 7168]:
        data = source.randbytes(size)
        yield f"{size} bytes", data, 0, blake3_model(data)


def quicksort():
    source = random.Random(3)
    lists = {
        "empty": [],
        "one": [7],
        "two": [2, 1],
        "equal": [5] * 100,
        "two values": [source.randrange(2) for _ in range(500)],
        "rising": list(range(300)),
        "falling": list(range(300, 0, -1)),
        "organ pipe": list(range(200)) + list(range(200, 0, -1)),
        "extremes": [0, models.MASK, 1, models.MASK - 1, 0x80000000, 0x7FFFFFFF] * 20,
    }
    for size in [12, 13, 14, 100, 3000]:
        lists[f"{size} random"] = [source.randrange(2**32) for _ in range(size)]
    for name, words in lists.items():
        yield name, pack([0, *words]), 0, pack(models.quicksort(words))
    for n, seed in [(0, 1), (1, 2), (2000, 12345)]:
        words = [word for word, _ in zip(models.generator(seed), range(n))]
        yield f"generated {n}", pack([1, n, seed]), 0, pack(models.quicksort(words))
    yield "no input", b"", 1, b""
    yield "unknown form", pack([2, 0]), 1, b""
    yield "half a word", pack([0, 1]) + b"x", 1, b""
    yield "one word too many", pack([1, 2, 3, 4]), 1, b""
    yield "too many asked for", pack([1, 2**22 + 1, 3]), 1, b""


def matrix():
    source = random.Random(4)
    for n in [1, 2, 3, 4, 5, 8, 17]:
        a, b = ([source.randrange(2**32) for _ in range(n * n)] for _ in range(2))
        yield f"n={n}", pack([0, n, *a, *b]), 0, pack([n, *models.product(a, b, n)])
    for n, seed in [(1, 0), (20, 99), (33, 2**32 - 1)]:
        words = [word for word, _ in zip(models.generator(seed), range(2 * n * n))]
        answer = models.digest(models.product(words[:n * n], words[n * n:], n))
        yield f"generated n={n}", pack([1, n, seed]), 0, pack([n, answer])
    yield "no input", b"", 1, b""
    yield "n=0", pack([0, 0]), 1, b""
    yield "n=501", pack([1, 501, 1]), 1, b""
    yield "entry missing", pack([0, 2, 1, 2, 3, 4, 5, 6, 7]), 1, b""
    yield "entry too many", pack([0, 1, 1, 2, 3]), 1, b""


HEADER = "date,account,description,amount\n"


def ledger_answer(data):
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))
    for row in rows:
        datetime.date.fromisoformat(row["date"])
    cents = sum(decimal.Decimal(row["amount"]) for row in rows) * 100
    return hashlib.sha256(data).digest() + struct.pack("<qI", int(cents), len(rows))


def ledger():
    with open(os.path.join(os.path.dirname(__file__), "..", "data", "ledger.csv"), "rb") as file:
        real = file.read()
    good = {
        "the example": real,
        "line ends CRLF": real.replace(b"\n", b"\r\n"),
        "no last line end": real[:-1],
        "no entries": HEADER.encode(),
        "header only": HEADER.strip().encode(),
    }
    entries = {
        "leap days": '2024-02-29,a,,0.00\n2000-02-29,a,,0.01\n',
        "quotes": '2023-12-31,A:b-1.c,"x, ""y""\n2024-01-01,a,b,9.99",-1.00\n2023-01-31,z,"",2.50\n',
        "zero below zero": "2023-01-01,a,b,-0.00\n",
        "largest": "2023-01-01,a,b,999999999999999.99\n2023-01-01,a,b,-999999999999999.99\n2023-01-01,a,b,-1.01\n",
    }
    for name, text in entries.items():
        good[name] = (HEADER + text).encode()
    for name, data in good.items():
        yield name, data, 0, ledger_answer(data)

    yield "no input", b"", 2, b""
    yield "other header", b"date,account,amount\n", 2, b""
    yield "header runs on", b"date,account,description,amounts\n", 2, b""
    bad = {
        3: ["2023-01-01,a,b\n", "2023-01-01,a,b,1.00,c\n", "2023-01-01", "2023-01-01,a,b,1.00\r", '2023-01-01,a,"b"c,1.00\n'],
        4: ['2023-01-01,"a",b,1.00\n', '2023-01-01,a,"b,1.00\n', '2023-01-01,a,b"c,1.00\n', '2023-01-01,a,"', '2023-01-01,a,b,"1.00"\n'],
        5: ["\n", "2023-02-29,a,b,1.00\n", "1900-02-29,a,b,1.00\n", "2023-13-01,a,b,1.00\n", "2023-00-01,a,b,1.00\n",
            "2023-04-31,a,b,1.00\n", "2023-01-00,a,b,1.00\n", "2023/01/01,a,b,1.00\n", "2023-1-01,a,b,1.00\n",
            "202x-01-01,a,b,1.00\n", ",a,b,1.00\n", "2023-01-01 ,a,b,1.00\n"],
        6: ["2023-01-01,,b,1.00\n", "2023-01-01,a b,b,1.00\n", "2023-01-01,a\u00e9,b,1.00\n", "2023-01-01,[,b,1.00\n"],
        7: ["2023-01-01,a,b,\n", "2023-01-01,a,b,1\n", "2023-01-01,a,b,1.0\n", "2023-01-01,a,b,1.000\n", "2023-01-01,a,b,.50\n",
            "2023-01-01,a,b,+1.00\n", "2023-01-01,a,b,--1.00\n", "2023-01-01,a,b,1e2.00\n", "2023-01-01,a,b, 1.00\n",
            "2023-01-01,a,b,1000000000000000.00\n", "2023-01-01,a,b,-.00\n", "2023-01-01,a,b,1.0x\n"],
        8: ["2023-01-01,a,b,999999999999999.99\n" * 93],
    }
    for code, texts in bad.items():
        for text in texts:
            yield f"{text[:40]!r}", (HEADER + "2024-05-06,Fine:1,ok,12.34\n" + text).encode(), code, b""


def ecdsa():
    def case(name, digest_value, r, s, key, valid):
        numbers = [digest_value, r, s, *key]
        same(models.verify(digest_value, r, s, key), valid, f"ecdsa ({name})")
        data = b"".join(number.to_bytes(32, "big") for number in numbers)
        return name, data, 0, bytes([valid]) + data[:32] + data[96:]

    n, p, g = models.N, models.P, models.G

    # Published signatures with the nonces of RFC 6979: key, message, r, s.
    published = [
        (1, "Satoshi Nakamoto", 0x934B1EA10A4B3C1757E2B0C017D0B6143CE3C9A7E6A4A49860D7A6AB210EE3D8,
         0x2442CE9D2B916064108014783E923EC36B49743E2FFA1C4496F01A512AAFD9E5),
        (1, "All those moments will be lost in time, like tears in rain. Time to die...",
         0x8600DBD41E348FE5C9465AB92D23E3DB8B98B873BEECD930736488696438CB6B,
         0x547FE64427496DB33BF66019DACBF0039C04199ABB0122918601DB38A72CFC21),
        (n - 1, "Satoshi Nakamoto", 0xFD567D121DB66E382991534ADA77A6BD3106F0A1098C231E47993447CD6AF2D0,
         0x6B39CD0EB1BC8603E159EF5C20A5C8AD685A45B06CE9BEBED3F153D10D93BED5),
        (0xF8B8AF8CE3C7CCA5E300D33939540C10D45CE001B8F252BFBC57BA0342904181, "Alan Turing",
         0x7063AE83E7F62BBB171798131B4A0564B956930092B33B07B395615D9EC7E15C,
         0x58DFCC1E00A35E1572F366FFE34BA0FC47DB1E7189759B9FB233C5B05AB388EA),
    ]
    for secret, message, r, s in published:
        z = int.from_bytes(hashlib.sha256(message.encode()).digest(), "big")
        key = models.multiply(secret, g)
        yield case(f"published: {message[:16]}", z, r, s, key, True)
        yield case(f"other half of the s range: {message[:16]}", z, r, n - s, key, True)
        yield case(f"hash changed: {message[:16]}", z ^ 1, r, s, key, False)

    source = random.Random(5)
    for i in range(8):
        secret, z, nonce = (source.randrange(1, n) for _ in range(3))
        key = models.multiply(secret, g)
        r, s = models.sign(secret, z, nonce)
        yield case(f"random {i}", z, r, s, key, True)
        yield case(f"r changed {i}", z, r ^ 1 << source.randrange(255), s, key, False)
        yield case(f"s changed {i}", z, r, s ^ 1 << source.randrange(255), key, False)
        yield case(f"other key {i}", z, r, s, models.negate(key), False)

    secret, z, nonce = 0x1234567, 0x89ABCDEF, 0xFEDCBA98765
    key = models.multiply(secret, g)
    r, s = models.sign(secret, z, nonce)
    for name, bad_r, bad_s in [("r=0", 0, s), ("s=0", r, 0), ("r=n", n, s), ("s=n", r, n), ("r+n", r + n if r + n < 2**256 else n + 1, s),
                               ("all ones", 2**256 - 1, 2**256 - 1)]:
        yield case(name, z, bad_r, bad_s, key, False)
    yield case("not on the curve", z, r, s, (key[0], key[1] ^ 1), False)
    yield case("key (0, 0)", z, r, s, (0, 0), False)
    yield case("key beyond p", z, r, s, (key[0], 2**256 - 1), False)
    small = next(x for x in range(1, 100) if models.lift(x))
    yield case("x + p", z, r, s, (small + p, models.lift(small)[1]), False)

    # Hashes at the borders of the scalar range.
    for name, z in [("hash 0", 0), ("hash n", n), ("hash n-1", n - 1), ("hash all ones", 2**256 - 1)]:
        yield case(name, z, *models.sign(secret, z % n, nonce), key, True)
    # Key = +-G: both tables hold the same points, so sums meet equal and opposite ones.
    for secret in [1, n - 1, 2, 3, (n + 1) // 2]:
        for nonce in [1, 2, 3, 5]:
            z = source.randrange(n)
            yield case(f"key {secret if secret < n - 1 else -1} G, nonce {nonce}", z, *models.sign(secret, z, nonce),
                       models.multiply(secret, g), True)
    # u1 G + u2 Q is the neutral element when z = -r d.
    yield case("sum is neutral", -r * 0x1234567 % n, r, s, key, False)
    # u1 G = u2 Q: the last addition is a doubling.
    yield case("equal summands", r * 0x1234567 % n, r, s, key, False)
    # A nonce point whose x coordinate is at least n: r = x - n. The key is solved from the equation.
    x = next(x for x in range(n + 1, n + 1000) if models.lift(x))
    point, r, s, z = models.lift(x), x - n, 0xABCDEF, 0x123456789
    key = models.multiply(pow(r, -1, n), models.add(models.multiply(s, point), models.negate(models.multiply(z, g))))
    yield case("x of the nonce point beyond n", z, r, s, key, True)

    # With hash 0 and s = r the sum is the key itself: these fail by one check of the input and nothing else.
    yield case("only the curve equation fails", 0, 5, 5, (5, 1), False)
    yield case("only the range of the key fails", 0, small, small, (small + p, models.lift(small)[1]), False)
    yield case("only the range of r and s fails", 0, x, x, point, False)
    yield case("the same with nothing wrong", 0, small, small, models.lift(small), True)

    yield "no input", b"", 1, b""
    yield "159 bytes", bytes(159), 1, b""
    yield "161 bytes", bytes(161), 1, b""


def stdlib_check():
    yield "three lines", b"bob 3\nalice 5\nbob -10\n", 0, b"alice 5\nbob -7\n"
    source = random.Random(8)
    names = [f"name{i}" for i in range(50)]
    pairs = [(source.choice(names), source.randrange(-10**15, 10**15)) for _ in range(500)]
    sums = {name: sum(amount for other, amount in pairs if other == name) for name, _ in pairs}
    yield ("500 lines", "".join(f"{name} {amount}\n" for name, amount in pairs).encode(), 0,
           "".join(f"{name} {sums[name]}\n" for name in sorted(sums)).encode())
    yield "not a number", b"bob 3\nalice x\n", 1, b""
    yield "too large", b"bob 99999999999999999999\n", 1, b""
    yield "one field", b"bob\n", 1, b""
    yield "nothing", b"", 2, b""


def rust_primes():
    for n in [2, 3, 10, 97, 1000, 30000]:
        primes = [p for p in range(2, n + 1) if all(p % q for q in range(2, int(p**0.5) + 1))]
        yield f"n={n}", pack([n]), 0, pack([len(primes), primes[-1]])
    yield "five bytes", bytes(5), 1, b""
    yield "no prime", pack([1]), 134, b""
    yield "too large", pack([10_000_001]), 134, b""


def rust_words():
    def answer(text):
        counts = collections.Counter(re.findall(r"[^\W\d_]+", text.lower()))
        return "".join(f"{-count} {word}\n" for count, word in sorted((-count, word) for word, count in counts.items())[:3])

    source = random.Random(9)
    texts = ["one", "The cat, the dog; THE END.", "Élan élan vital: ÜBER über Straße",
             " ".join(source.choice("alpha beta gamma delta epsilon zeta".split()) for _ in range(2000))]
    for text in texts:
        yield text[:20], text.encode(), 0, answer(text).encode()
    yield "no words", b"1 2 3", 134, b""
    yield "not a text", b"abc\xff", 1, b""


ALL = {
    f.__name__: f
    for f in [fibonacci, sha256, keccak256, blake2s, blake3, quicksort, matrix, ledger, ecdsa, stdlib_check, rust_primes, rust_words]
}
