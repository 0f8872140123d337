#!/usr/bin/env python3
"""Instructions that each function of zkvm_accelerators.h takes on RV32IM, as a table in Markdown: those of a call less those of an
empty call, by `squall run`. This makes the table of docs/guests.md.

    count_instructions.py --squall COMMAND --elf accelerators_check.elf
"""

import argparse
import json
import struct
import subprocess
import tempfile

import accelerator_cases as cases
import accelerator_models as models
import accelerator_vectors as vectors
from accelerator_cases import big, word

EMPTY = 19  # the call that does nothing


def run(options, function, data):
    with tempfile.NamedTemporaryFile() as file:
        file.write(struct.pack("<II", function, len(data)) + data + bytes(-len(data) % 4))
        file.flush()
        done = subprocess.run([options.squall, "run", options.elf, "--input", file.name, "--json"], capture_output=True, check=True)
    return json.loads(done.stdout)["instructions"]


# Numbers without a pattern.
A = 0x1234567890ABCDEF1234567890ABCDEF1234567890ABCDEF1234567890ABCDEF
B = 0x79AABBCCDDEEFF00112233445566778899AABBCCDDEEFF001122334455667788
C = 0x2BCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789


def signed(curve):
    r, s = curve.sign(B, A, C)
    return big(A, r, s), big(*curve.multiply(B, curve.generator))


def modexp(bits, exponent, odd):
    modulus = 2**bits - 2 + odd
    numbers = [modulus // 3, exponent, modulus]
    sizes = [(number.bit_length() + 7) // 8 for number in numbers]
    return struct.pack("<3I", *sizes) + b"".join(number.to_bytes(size, "big") for number, size in zip(numbers, sizes))


def points(curve):
    return [curve.encode(curve.multiply(factor, curve.generator)) for factor in (B % curve.order, C % curve.order)]


def pairs(curve, twist, factors):
    return b"".join(curve.encode(curve.multiply(a % curve.order, curve.generator)) + twist.encode(twist.multiply(b, twist.generator))
                    for a, b in factors)


def calls():
    for function, block in [("keccak256", 136), ("sha256", 64), ("ripemd160", 64)]:
        yield function, "32 bytes", bytes(32)
        yield function, f"{16 * block} bytes", bytes(16 * block)
    yield "blake2f", "12 rounds", struct.pack("<I8Q16Q2QI", 12, *range(8), *range(16), 5, 6, 1)
    message, key = signed(models.SECP256K1)
    yield "secp256k1_verify", "", message + key
    odd = models.SECP256K1.multiply(C, models.SECP256K1.generator)[1] & 1
    yield "secp256k1_ecrecover", "", message + word(odd)
    yield "secp256r1_verify", "", b"".join(signed(models.SECP256R1))
    yield "modexp", "256 bits, exponent of 256 bits", modexp(256, A << 3, True)
    yield "modexp", "2048 bits, exponent 65537", modexp(2048, 65537, True)
    yield "modexp", "2048 bits, even, exponent 65537", modexp(2048, 65537, False)
    p, q = points(models.BN_G1)
    yield "bn254_g1_add", "", p + q
    yield "bn254_g1_mul", "", p + big(A)
    some = [(5, 7), (-35, 1), (3, 4), (-12, 1)]
    for count in [1, 2, 4]:
        yield "bn254_pairing", f"pairs: {count}", pairs(models.BN_G1, models.BN_G2, some[:count])
    yield "kzg_point_eval", "", bytes.fromhex("".join(vectors.KZG[0][:4]))
    for group, curve in [("g1", models.BLS_G1), ("g2", models.BLS_G2)]:
        p, q = points(curve)
        yield f"bls12_{group}_add", "", p + q
        yield f"bls12_{group}_msm", "pairs: 1", p + big(A)
        yield f"bls12_{group}_msm", "pairs: 8", (p + big(A) + q + big(B)) * 4
    for count in [1, 2]:
        yield "bls12_pairing", f"pairs: {count}", pairs(models.BLS_G1, models.BLS_G2, some[:count])
    yield "bls12_map_fp_to_g1", "", bytes.fromhex(vectors.MAP_G1[0][0])
    yield "bls12_map_fp2_to_g2", "", bytes.fromhex(vectors.MAP_G2[0][0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--squall", required=True)
    parser.add_argument("--elf", required=True)
    options = parser.parse_args()
    empty = run(options, EMPTY, b"")
    print("| function | of | instructions |\n|---|---|---:|")
    for function, what, data in calls():
        count = run(options, cases.FUNCTIONS.index(function), data) - empty
        print(f"| `zkvm_{function}` | {what} | {count:,} |")


if __name__ == "__main__":
    main()
