"""Calls of the functions of zkvm_accelerators.h with the answers that are expected: (name, function, arguments, result), with None
for a result when the function must fail. Arguments and results are as tests/guest/programs/accelerators.cpp has them."""

import hashlib
import random
import struct

import accelerator_models as accelerator
import accelerator_vectors as vectors
import models

FUNCTIONS = ["keccak256", "sha256", "ripemd160", "secp256k1_verify", "secp256k1_ecrecover", "secp256r1_verify", "modexp",
             "bn254_g1_add", "bn254_g1_mul", "bn254_pairing", "blake2f", "kzg_point_eval", "bls12_g1_add", "bls12_g1_msm",
             "bls12_g2_add", "bls12_g2_msm", "bls12_pairing", "bls12_map_fp_to_g1", "bls12_map_fp2_to_g2"]
YES, NO = b"\1", b"\0"


def big(*numbers, size=32):
    return b"".join(number.to_bytes(size, "big") for number in numbers)


def word(value):
    return struct.pack("<I", value)


def hashes():
    known = {"keccak256": lambda data: models.keccak_sponge(data, 0x01), "sha256": lambda data: hashlib.sha256(data).digest()}
    if "ripemd160" in hashlib.algorithms_available:
        known["ripemd160"] = lambda data: bytes(12) + hashlib.new("ripemd160", data).digest()
    for function, answers in vectors.HASHES.items():
        for data, answer in answers.items():
            yield f"published, {len(data)} bytes", function, data, bytes.fromhex(answer).rjust(32, b"\0")
    source = random.Random(11)
    for function, model in known.items():
        for size in [1, 3, 55, 56, 63, 64, 65, 119, 128, 135, 136, 137, 271, 272, 500]:
            data = source.randbytes(size)
            yield f"{size} bytes", function, data, model(data)


def blake2f():
    def arguments(rounds, h, m, t, final):
        return word(rounds) + struct.pack("<8Q16Q2Q", *h, *m, *t) + word(final)

    state = list(struct.unpack("<8Q", bytes.fromhex(vectors.BLAKE2F_STATE)))
    message = [0x636261] + [0] * 15
    for rounds, final, answer in vectors.BLAKE2F:
        yield f"published, {rounds} rounds", "blake2f", arguments(rounds, state, message, [3, 0], final), bytes.fromhex(answer)
    source = random.Random(12)
    for rounds in [2, 9, 10, 11, 12, 25]:
        h, m, t = ([source.randrange(2**64) for _ in range(n)] for n in (8, 16, 2))
        for final in (0, 1):
            answer = struct.pack("<8Q", *accelerator.blake2f(rounds, h, m, t, final))
            yield f"{rounds} rounds", "blake2f", arguments(rounds, h, m, t, final), answer
    yield "f = 2", "blake2f", arguments(1, state, message, [3, 0], 2), None


def verify(function, curve, seed):
    n, p = curve.order, curve.field.p

    def case(name, digest, r, s, key):
        return name, function, big(digest, r, s, *key), YES if curve.verify(digest, r, s, key) else NO

    source = random.Random(seed)
    for i in range(4):
        secret, digest, nonce = (source.randrange(1, n) for _ in range(3))
        key = curve.multiply(secret, curve.generator)
        r, s = curve.sign(secret, digest, nonce)
        yield case("valid", digest, r, s, key)
        yield case("other half of s", digest, r, n - s, key)
        yield case("hash changed", digest ^ 1 << i, r, s, key)
        yield case("r changed", digest, r ^ 1 << i, s, key)
        yield case("other key", digest, r, s, curve.negate(key))
    for name, bad_r, bad_s in [("r = 0", 0, s), ("s = 0", r, 0), ("r = n", n, s), ("s = n", r, n), ("all ones", 2**256 - 1, 2**256 - 1)]:
        yield case(name, digest, bad_r, bad_s, key)
    yield case("not on the curve", digest, r, s, (key[0], key[1] ^ 1))
    yield case("key (0, 0)", digest, r, s, (0, 0))
    small = next(x for x in range(1, 100) if curve.lift(x))
    if small + p < 2**256:  # with hash 0 and r = s = x the sum is the key itself
        yield case("key beyond p", 0, small, small, (small + p, curve.lift(small)[1]))
    yield case("the same within p", 0, small, small, curve.lift(small))
    yield case("hash beyond n", 2**256 - 1, *curve.sign(secret, (2**256 - 1) % n, nonce), key)
    yield case("sum is neutral", -r * secret % n, r, s, key)
    yield case("equal summands", r * secret % n, r, s, key)
    for secret in [1, n - 1, 2, (n + 1) // 2]:
        yield case(f"key {secret} G", digest, *curve.sign(secret, digest, 5), curve.multiply(secret, curve.generator))
    # A nonce point whose x coordinate is at least n: r = x - n.
    x = next(x for x in range(n + 1, n + 1000) if curve.lift(x))
    point, r, s, digest = curve.lift(x), x - n, 0xABCDEF, 0x123456789
    key = curve.multiply(pow(r, -1, n), curve.add(curve.multiply(s, point), curve.negate(curve.multiply(digest, curve.generator))))
    yield case("x of the nonce point beyond n", digest, r, s, key)


def signatures():
    yield from verify("secp256k1_verify", accelerator.SECP256K1, 13)
    yield from verify("secp256r1_verify", accelerator.SECP256R1, 14)
    for message, r, s in vectors.P256:
        digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
        yield f"published, {message}", "secp256r1_verify", big(digest, r, s, *vectors.P256_KEY), YES


def recover():
    curve, function = accelerator.SECP256K1, "secp256k1_ecrecover"
    n = curve.order
    source = random.Random(15)
    for i in range(6):
        secret, digest, nonce = (source.randrange(1, n) for _ in range(3))
        r, s = curve.sign(secret, digest, nonce)
        odd = curve.multiply(nonce, curve.generator)[1] & 1
        key = big(*curve.multiply(secret, curve.generator))
        yield "random", function, big(digest, r, s) + word(odd), key
        yield "other half of s", function, big(digest, r, n - s) + word(1 - odd), key
        if i == 0:
            yield "recid 2", function, big(digest, r, s) + word(2), None
            for name, bad_r, bad_s in [("r = 0", 0, s), ("s = 0", r, 0), ("r = n", n, s), ("s = n", r, n), ("s = n + 1", r, n + 1)]:
                yield name, function, big(digest, bad_r, bad_s) + word(odd), None
            # s R = hash G: the key would be neutral.
            yield "neutral key", function, big(s * nonce % n, r, s) + word(odd), None
    x = next(x for x in range(1, 100) if not curve.lift(x))
    yield "no point has this x", function, big(1, x, 1) + word(0), None
    for digest, signature, recid, address in vectors.RECOVER:
        key = None
        if address:
            r, s = int(signature[:64], 16), int(signature[64:], 16)
            point = curve.lift(r)
            point = point if point[1] & 1 == recid else curve.negate(point)
            w = pow(r, -1, n)
            key = big(*curve.add(curve.multiply(s * w % n, point), curve.multiply(-int(digest, 16) * w % n, curve.generator)))
            assert models.keccak_sponge(key, 0x01)[12:].hex() == address
        yield "published", function, bytes.fromhex(digest + signature) + word(recid), key


def modexp():
    def case(name, base, exponent, modulus, sizes=None):
        sizes = sizes or [(value.bit_length() + 7) // 8 for value in (base, exponent, modulus)]
        data = b"".join(value.to_bytes(size, "big") for value, size in zip((base, exponent, modulus), sizes))
        answer = pow(base, exponent, modulus) if modulus else 0
        return name, "modexp", struct.pack("<3I", *sizes) + data, answer.to_bytes(sizes[2], "big")

    p = 2**256 - 2**32 - 977
    yield case("EIP-198: Fermat", 3, p - 1, p)
    yield case("EIP-198: base 0", 0, p - 1, p, (0, 32, 32))
    yield case("modulus 0", 3, 5, 0, (1, 1, 3))
    yield case("no modulus", 3, 5, 0, (1, 1, 0))
    yield case("modulus 1", 3, 0, 1)
    yield case("0^0", 0, 0, 7, (0, 0, 1))
    yield case("0^0 with zeros", 0, 0, 7, (5, 5, 9))
    yield case("leading zeros", 2, 10, 1000, (40, 7, 70))
    yield case("all ones", 2**512 - 1, 2**64 - 1, 2**512 - 2)
    yield case("powers of two", 2**255, 2**63, 2**256)
    source = random.Random(16)
    for i in range(60):
        bits = source.choice([8, 31, 32, 33, 64, 65, 200, 256, 700])
        modulus = source.getrandbits(bits) | 1 << (bits - 1) | (i % 3 > 0)
        yield case(f"{bits} bits", source.getrandbits(source.choice([1, 64, bits, 3 * bits])), source.getrandbits(source.choice([3, 30, 100])),
                   modulus)
    # Division guesses a limb too large: tops that are all ones or 2^31.
    for top in [2**31, 2**32 - 1]:
        for rest in [0, 1, 2**64 - 1]:
            yield case("borders of division", 2**250 - 1, 3, (top << 64 | rest) << 1)
    yield case("2048 bits", source.getrandbits(2048), 65537, source.getrandbits(2048) | 1)
