#!/usr/bin/env python3
"""End-to-end benchmark: proves the guest programs at several sizes and writes one JSON with machine, commit, parameters
and a phase table per run.

    benchmarks/end_to_end.py --squall BUILD/src/cli/squall --guests BUILD/guests --output result.json [--runs 3]
                             [--only fibonacci,sha256] [--parameters fast] [--threads 2]

Compare two results with benchmarks/compare.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import random
import subprocess
import sys
import tempfile


def words(*values):
    return b"".join(v.to_bytes(4, "little") for v in values)


def text(size):
    """Reproducible bytes of a given length."""
    return random.Random(1).randbytes(size)


# Name, guest, input: sized to run 2^20 to 2^22 instructions.
CASES = [
    ("fibonacci 2^20", "fibonacci", lambda: words(135_000)),
    ("fibonacci 2^22", "fibonacci", lambda: words(520_000)),
    ("sha256 2^20", "sha256", lambda: text(17 << 10)),
    ("sha256 2^22", "sha256", lambda: text(64 << 10)),
    ("keccak256 2^20", "keccak256", lambda: text(10 << 10)),
    ("keccak256 2^22", "keccak256", lambda: text(37 << 10)),
    ("quicksort 2^20", "quicksort", lambda: words(1, 10_000, 1)),
    ("quicksort 2^22", "quicksort", lambda: words(1, 35_000, 1)),
]


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    flags = next((line.split() for line in open("/proc/cpuinfo") if line.startswith("flags")), [])
    return {"cpu": model, "processors": os.cpu_count(), "avx2": "avx2" in flags, "system": platform.platform()}


def commit():
    found = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True,
                           cwd=pathlib.Path(__file__).parent)
    return found.stdout.strip()


def measure(arguments, name, guest, data):
    """One case: its own process, so that the peak memory is this case's."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "input"
        path.write_bytes(data)
        command = [arguments.squall, "bench", str(pathlib.Path(arguments.guests) / (guest + ".elf")), "--input", str(path),
                   "--runs", str(arguments.runs), "--json"]
        if arguments.parameters:
            command += ["--parameters", arguments.parameters]
        if arguments.threads:
            command += ["--threads", str(arguments.threads)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{name}: {done.stderr.strip()}")
    result = {"name": name} | json.loads(done.stdout)
    result["peak_memory_bytes_per_instruction"] = result["peak_memory_bytes"] / result["instructions"]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squall", required=True)
    parser.add_argument("--guests", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="comma-separated guests")
    parser.add_argument("--parameters", default="")
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    only = [name for name in arguments.only.split(",") if name]
    results = []
    for name, guest, make in CASES:
        if only and guest not in only:
            continue
        r = measure(arguments, name, guest, make())
        results.append(r)
        print(f"{name:<16} {r['instructions']:>10,} instr {r['prove_seconds']:7.2f} s "
              f"{r['instructions_per_second'] / 1e3:7.0f} kHz  {r['cells_per_instruction']:5.1f} cells/instr "
              f"{r['peak_memory_bytes_per_instruction']:6.0f} B/instr  proof {r['proof_bytes'] / 1024:5.0f} KiB  "
              f"verify {r['verify_seconds'] * 1e3:5.1f} ms", flush=True)
    document = {"date": datetime.date.today().isoformat(), "commit": commit(), "machine": machine(),
                "command": " ".join([pathlib.Path(sys.argv[0]).name] + sys.argv[1:]), "results": results}
    pathlib.Path(arguments.output).write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
