"""The cases of accelerator_cases.py for the pairing-friendly curves."""

import random

import accelerator_models as accelerator
import accelerator_vectors as vectors
from accelerator_cases import NO, YES, big

BN, BN_TWIST, BLS, BLS_TWIST = accelerator.BN_G1, accelerator.BN_G2, accelerator.BLS_G1, accelerator.BLS_G2


def outside(curve, subgroup):
    """A point of the curve that is in the subgroup of the right order, or not."""
    twist = isinstance(curve.field, accelerator.Quadratic)
    for x in range(1, 1000):
        point = curve.lift((x, 1) if twist else x)
        if point and (curve.multiply(curve.order, point) is None) == subgroup:
            return point


def additions(function, curve, seed):
    source = random.Random(seed)
    encode = curve.encode
    p, q = (curve.multiply(source.randrange(curve.order), curve.generator) for _ in range(2))
    for name, a, b in [("different", p, q), ("the same", p, p), ("opposite", p, curve.negate(p)), ("neutral and other", None, q),
                       ("other and neutral", p, None), ("neutral", None, None)]:
        yield name, function, encode(a) + encode(b), encode(curve.add(a, b))
    good, size = encode(p), len(encode(p))
    bad = bytearray(good)
    bad[-1] ^= 1
    yield "first not on the curve", function, bytes(bad) + good, None
    yield "second not on the curve", function, good + bytes(bad), None
    prime = curve.field.p
    width = (prime.bit_length() + 7) // 8
    # Each coordinate p more: the residue is right, the encoding is not.
    for at in range(0, size, width):
        value = int.from_bytes(good[at:at + width], "big") + prime
        if value < 2**(8 * width):
            yield f"coordinate at {at} beyond p", function, good + good[:at] + big(value, size=width) + good[at + width:], None
    yield "p for 0", function, big(prime, size=width) + bytes(size - width) + good, None


def multiples(function, curve, seed, counts):
    """Sums of multiples of points of the subgroup; counts are numbers of pairs."""
    source = random.Random(seed)
    order = curve.order
    special = [0, 1, 2, order - 1, order, order + 1, 2**256 - 1, 2**255]
    for count in counts:
        factors = [source.randrange(1, order) for _ in range(count)]
        scalars = [source.randrange(2**256) for _ in range(count)]
        yield from one_sum(f"{count} pairs", function, curve, factors, scalars)
    for scalar in special:
        yield from one_sum(f"scalar {scalar:#x}", function, curve, [5], [scalar])
    yield from one_sum("neutral point", function, curve, [0], [7])
    if len(counts) > 1:
        yield from one_sum("sum is neutral", function, curve, [3, order - 1], [2, 6])
        yield from one_sum("equal points", function, curve, [3, 3, 0, 3, 3], [9, 9, 9, order - 9, 8])
        yield "no pairs", function, b"", None
        stranger = curve.encode(outside(curve, False)) + big(1)
        yield "not in the subgroup", function, curve.encode(curve.generator) + big(1) + stranger, None
        yield "not in the subgroup, scalar 0", function, stranger[:-32] + big(0), None
    bad = bytearray(curve.encode(curve.generator))
    bad[-1] ^= 1
    yield "not on the curve", function, bytes(bad) + big(3), None


def one_sum(name, function, curve, factors, scalars):
    points = [curve.multiply(factor, curve.generator) for factor in factors]
    total = sum(factor * scalar for factor, scalar in zip(factors, scalars)) % curve.order
    data = b"".join(curve.encode(point) + big(scalar) for point, scalar in zip(points, scalars))
    yield name, function, data, curve.encode(curve.multiply(total, curve.generator))


def pairings(function, curve, twist, seed):
    def pair(a, b):
        return curve.encode(curve.multiply(a % curve.order, curve.generator)) + twist.encode(twist.multiply(b % curve.order, twist.generator))

    def case(name, factors):
        total = sum(a * b for a, b in factors) % curve.order
        return name, function, b"".join(pair(a, b) for a, b in factors), NO if total else YES

    source = random.Random(seed)
    a, b, c = (source.randrange(1, curve.order) for _ in range(3))
    yield case("generators", [(1, 1)])
    yield case("opposite", [(1, 1), (-1, 1)])
    yield case("opposite on the twist", [(1, 1), (1, -1)])
    yield case("bilinear", [(a, b), (-a * b, 1)])
    yield case("bilinear on both sides", [(a, b), (-a * b * pow(c, -1, curve.order), c)])
    yield case("one off", [(a, b), (-a * b + 1, 1)])
    yield case("neutral in G1", [(0, 5)])
    yield case("neutral in G2", [(5, 0)])
    yield case("neutral and others", [(0, 5), (2, 3), (7, 0), (-6, 1)])
    yield case("neutral and one other", [(0, 5), (2, 3)])
    yield case("nine pairs", [(i, 2) for i in range(1, 9)] + [(-72, 1)])
    yield case("sixteen pairs", [(1, 1), (-1, 1)] * 8)
    good = pair(2, 3)
    half = len(curve.encode(None))
    for name, at in [("G1", half - 1), ("G2", len(good) - 1)]:
        bad = bytearray(good)
        bad[at] ^= 1
        yield f"not on the curve: {name}", function, good + bytes(bad), None
    stranger = twist.encode(outside(twist, False))
    yield "not in the subgroup of G2", function, good[:half] + stranger, None
    yield "not in the subgroup of G2, neutral in G1", function, bytes(half) + stranger, None
    if curve is BLS:
        yield "not in the subgroup of G1", function, curve.encode(outside(curve, False)) + good[half:], None
        yield "no pairs", function, b"", None
    else:
        yield "no pairs", function, b"", YES


def bn254():
    yield from additions("bn254_g1_add", BN, 21)
    yield from multiples("bn254_g1_mul", BN, 22, [1])
    yield from pairings("bn254_pairing", BN, BN_TWIST, 23)
    for a, b, answer in vectors.BN_ADD:
        yield "published", "bn254_g1_add", bytes.fromhex(a + b), bytes.fromhex(answer)
    for data, answer in vectors.BN_PAIRING:
        yield "published", "bn254_pairing", bytes.fromhex(data), YES if answer else NO


def bls12():
    yield from additions("bls12_g1_add", BLS, 24)
    yield from multiples("bls12_g1_msm", BLS, 25, [1, 2, 4, 5, 9])
    yield from additions("bls12_g2_add", BLS_TWIST, 26)
    yield from multiples("bls12_g2_msm", BLS_TWIST, 27, [1, 2, 3])
    yield from pairings("bls12_pairing", BLS, BLS_TWIST, 28)
    # Additions take points outside the subgroup.
    for function, curve in [("bls12_g1_add", BLS), ("bls12_g2_add", BLS_TWIST)]:
        point = outside(curve, False)
        yield "outside the subgroup", function, curve.encode(point) * 2, curve.encode(curve.add(point, point))
    prime = accelerator.BLS_P
    for function, known, width in [("bls12_map_fp_to_g1", vectors.MAP_G1, 48), ("bls12_map_fp2_to_g2", vectors.MAP_G2, 96)]:
        for data, answer in known:
            yield "published", function, bytes.fromhex(data), bytes.fromhex(answer)
        yield "p", function, big(prime, size=width), None
        yield "all ones", function, b"\xff" * width, None


def kzg():
    function, order = "kzg_point_eval", accelerator.BLS_R
    for commitment, z, y, proof, answer in vectors.KZG:
        yield "published", function, bytes.fromhex(commitment + z + y + proof), YES if answer else NO
    # A constant polynomial: the quotient is zero.
    neutral = accelerator.compress(None)
    seven = accelerator.compress(BLS.multiply(7, BLS.generator))
    other = accelerator.compress(BLS.negate(BLS.multiply(7, BLS.generator)))
    yield "constant", function, seven + big(123, 7) + neutral, YES
    yield "minus a constant", function, other + big(123, order - 7) + neutral, YES
    yield "wrong constant", function, seven + big(123, 8) + neutral, NO
    yield "zero", function, neutral + big(5, 0) + neutral, YES
    for name, z, y in [("z = r", order, 7), ("y = r", 123, order), ("y beyond r", 123, order + 7), ("all ones", 2**256 - 1, 7)]:
        yield name, function, seven + big(z, y) + neutral, None
    stranger = accelerator.compress(outside(BLS, False))
    x = next(x for x in range(1, 100) if not BLS.lift(x))
    bad = {
        "not in the subgroup": stranger,
        "no point has this x": bytes([0x80]) + x.to_bytes(47, "big"),
        "flag of compression missing": bytes([seven[0] & 0x7F]) + seven[1:],
        "infinity with a sign": bytes([0xE0]) + bytes(47),
        "infinity with a coordinate": bytes([0xC0]) + bytes(46) + b"\1",
        "x beyond p": bytes([0x9F]) + b"\xff" * 47,
    }
    for name, point in bad.items():
        yield f"commitment: {name}", function, point + big(123, 7) + neutral, None
        yield f"proof: {name}", function, seven + big(123, 7) + point, None
