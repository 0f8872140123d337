#!/usr/bin/env python3
"""Calls the functions of zkvm_accelerators.h with everything in accelerator_cases.py, by the native twin of
programs/accelerators.cpp, and with a part of it under qemu-riscv32.

    check_accelerators.py --native PROGRAM [--elf FILE]
    check_accelerators.py --functions FILE --squall COMMAND

The second form runs a program that is built with the machine's functions, which only `squall run` knows, on all calls of what
uses them. Exit code 77 (skipped) when the native twin is right but qemu or the ELF file is missing.
"""

import argparse
import json
import os
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "riscv-guest", "tools"))
import accelerator_cases as cases  # noqa: E402
import accelerator_curve_cases as curve_cases  # noqa: E402
import qemu_run  # noqa: E402

SKIPPED = 77


def all_cases():
    for source in [cases.hashes, cases.blake2f, cases.signatures, cases.recover, cases.modexp, curve_cases.bn254, curve_cases.bls12,
                   curve_cases.kzg]:
        yield from source()


def subset(calls):
    """The first four calls of each function and the first three of each that must fail."""
    taken = {}
    for call in calls:
        kind = (call[1], call[3] is None)
        taken[kind] = taken.get(kind, 0) + 1
        if taken[kind] <= (3 if call[3] is None else 4) and len(call[2]) < 10000:
            yield call


def by_functions(options):
    """Failures of the program with functions."""
    used = ["keccak256", "sha256", "secp256k1_verify", "secp256k1_ecrecover", "secp256r1_verify"]
    calls = [call for call in all_cases() if call[1] in used]
    with tempfile.NamedTemporaryFile() as file:
        file.write(encode(calls))
        file.flush()
        done = subprocess.run([options.squall, "run", options.functions, "--input", file.name, "--json"], capture_output=True,
                              timeout=120, check=False)
    if done.returncode != 0:
        print(f"functions: squall run fails: {done.stdout.decode()} {done.stderr.decode()}")
        return 1
    result = json.loads(done.stdout)
    print(f"functions: {len(calls)} calls")
    return compare("functions", calls, result["exit_code"], bytes.fromhex(result["output_hex"]), b"")


def encode(calls):
    """The input of the program; arguments lie 1, 2, 3 and 4 bytes from a word boundary in turn."""
    return b"".join(
        struct.pack("<II", cases.FUNCTIONS.index(function) + 256 * (1 + i % 4), len(data)) + data + bytes(-len(data) % 4)
        for i, (_, function, data, _) in enumerate(calls))


def compare(way, calls, code, output, text):
    """Number of calls with another answer than expected."""
    failures = 0
    for name, function, data, expected in calls:
        answer = (b"\xff" * 4 if expected is None else bytes(4) + expected)
        if not output.startswith(answer):
            failures += 1
            print(f"{way}: {function}, {name}:\n  arguments {data.hex()[:2000]}\n  expected {answer.hex()}\n  output   "
                  f"{output[:len(answer)].hex()}")
            if output[:4] != answer[:4]:  # what follows is elsewhere in the output
                break
        output = output[len(answer):]
    else:
        if output:
            failures += 1
            print(f"{way}: {len(output)} bytes too many")
    if code != 0:
        failures += 1
        print(f"{way}: exit code {code}, text {text.decode(errors='replace')}")
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--native")
    parser.add_argument("--elf")
    parser.add_argument("--functions")
    parser.add_argument("--squall")
    options = parser.parse_args()
    if options.functions:
        failures = by_functions(options)
        print(f"{failures} failures")
        return 1 if failures else 0

    calls = list(all_cases())
    missing = set(cases.FUNCTIONS) - {call[1] for call in calls}
    assert not missing, f"no cases for {missing}"
    done = subprocess.run([options.native], input=encode(calls), capture_output=True, timeout=60, check=False)
    failures = compare("native", calls, done.returncode, done.stdout, done.stderr)
    print(f"native: {len(calls)} calls")

    skipped = None
    if not options.elf:
        skipped = "no ELF file: the RISC-V compiler was not found"
    elif not qemu_run.find_qemu():
        skipped = "no qemu-riscv32 (Debian: qemu-user)"
    else:
        some = list(subset(calls))
        failures += compare("qemu", some, *qemu_run.run(options.elf, encode(some)))
        print(f"qemu: {len(some)} calls")
    print(f"{failures} failures")
    if failures:
        return 1
    if skipped:
        print(f"skipped: {skipped}")
        return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
