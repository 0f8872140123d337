#!/usr/bin/env python3
"""Runs a guest program on its cases in every way there is, and compares with the expected exit code and output.

    check_guest.py NAME [--native PROGRAM] [--elf FILE] [--squall COMMAND] [--prove] [--functions FILE]

Ways: the native twin, qemu-riscv32 or qemu-riscv64, and `squall run`. With --prove the first case is also proven and verified. With
--functions a second program does the same with the machine's own functions, and is proven.
Exit code 77 (skipped) when the native twin is right but qemu or the ELF file is missing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "riscv-guest", "tools"))
import cases  # noqa: E402
import qemu_run  # noqa: E402

SKIPPED = 77


def run_native(program, data):
    done = subprocess.run([program], input=data, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def report_of_run(command, elf, data):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        arguments = [command, "run", elf, "--input", file.name, "--json"]
        try:
            done = subprocess.run(arguments, capture_output=True, timeout=60, check=False)
        except OSError as error:
            return {"exit_code": str(error), "output_hex": "", "instructions": 0}, b""
    try:
        return json.loads(done.stdout), done.stderr
    except ValueError as error:
        return {"exit_code": f"unreadable report ({error})", "output_hex": "", "instructions": 0}, done.stdout + done.stderr


def run_squall(command, elf, data):
    report, text = report_of_run(command, elf, data)
    return report["exit_code"], bytes.fromhex(report["output_hex"]), text


def prove(command, elf, data):
    """What the verifier says of a proof of the run: exit code and output."""
    with tempfile.TemporaryDirectory() as folder:
        given, proof = os.path.join(folder, "input"), os.path.join(folder, "proof")
        with open(given, "wb") as file:
            file.write(data)
        subprocess.run([command, "prove", elf, "--input", given, "--output", proof, "--json"], stdout=subprocess.DEVNULL, timeout=600,
                       check=True)
        done = subprocess.run([command, "verify", proof, "--program", elf, "--json"], capture_output=True, timeout=60, check=True)
    report = json.loads(done.stdout)
    return report["exit_code"], bytes.fromhex(report["output_hex"])


def compare_functions(options):
    """The program with functions gives the same with fewer instructions, and a proof; the number of failures."""
    failures, counts = 0, {options.elf: 0, options.functions: 0}
    for name, data, code, output in cases.ALL[options.name]():
        for elf in counts:
            report, text = report_of_run(options.squall, elf, data)
            counts[elf] += report["instructions"]
            if (report["exit_code"], bytes.fromhex(report["output_hex"])) != (code, output):
                failures += 1
                print(f"{options.name}, {name}, {elf}: {report}, text {text}")
    share = counts[options.functions] / max(counts[options.elf], 1)
    if not 0 < share < 0.5:
        failures += 1
        print(f"{options.name}: {100 * share:.1f} % of the instructions with functions, expected less than half")
    name, data, code, output = next(iter(cases.ALL[options.name]()))
    proven = prove(options.squall, options.functions, data)
    if proven != (code, output):
        failures += 1
        print(f"{options.name}, {name}, proof with functions: {proven}, expected {(code, output)}")
    print(f"{options.name} with functions: proven: {name}; {100 * share:.1f} % of the instructions")
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=sorted(cases.ALL))
    parser.add_argument("--native")
    parser.add_argument("--elf")
    parser.add_argument("--squall")
    parser.add_argument("--prove", action="store_true", help="needs --elf and --squall")
    parser.add_argument("--functions", help="the same program with the machine's own functions; needs --elf and --squall")
    options = parser.parse_args()

    ways = {}
    if options.native:
        ways["native"] = lambda data: run_native(options.native, data)
    skipped = []
    if not options.elf:
        skipped.append("no ELF file: the RISC-V compiler was not found")
    else:
        with open(options.elf, "rb") as file:
            xlen = qemu_run.Format(file.read()).xlen
        if qemu_run.find_qemu(xlen):
            ways["qemu"] = lambda data: qemu_run.run(options.elf, data)
        else:
            skipped.append(f"no qemu-riscv{xlen} (Debian: qemu-user)")
        if options.squall:
            ways["squall run"] = lambda data: run_squall(options.squall, options.elf, data)

    failures = count = 0
    for name, data, code, output in cases.ALL[options.name]():
        count += 1
        texts = {}
        for way, run in ways.items():
            got_code, got_output, texts[way] = run(data)
            if (got_code, got_output) != (code, output):
                failures += 1
                print(f"{options.name}, {name}, {way}:\n  exit code {got_code}, expected {code}\n  output {got_output.hex()}"
                      f"\n  expected {output.hex()}\n  text {texts[way].decode(errors='replace')}")
        if "qemu" in ways and "native" in ways and texts["native"] != texts["qemu"]:
            failures += 1
            print(f"{options.name}, {name}: text differs: native {texts['native']}, qemu {texts['qemu']}")
    if options.functions:
        failures += compare_functions(options)
    if options.prove:
        name, data, code, output = next(iter(cases.ALL[options.name]()))
        proven = prove(options.squall, options.elf, data)
        if proven != (code, output):
            failures += 1
            print(f"{options.name}, {name}, proof:\n  exit code and output {proven}, expected {(code, output)}")
        print(f"{options.name}: proven: {name}")
    print(f"{options.name}: {count} cases, {', '.join(ways)}: {failures} failures")
    for reason in skipped:
        print(f"skipped: {reason}")
    if failures:
        return 1
    return SKIPPED if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
