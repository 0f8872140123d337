#!/usr/bin/env python3
"""Runs the images of the platform airbender against models, proves them, and lets both verifiers judge the proofs.

    check_airbender.py --squall COMMAND --guests FOLDER

The machine is asked about every case, the provers only about short ones.
"""

import argparse
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
VERIFIER = os.path.join(HERE, "..", "independent", "verify.py")
PLATFORM = ["--platform", "airbender"]


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, (a + b) % 7919
    return [b, n]


def hashed(n, h):
    a, b = 1, 1
    for _ in range(n):
        a, b = b, (a + b) % 10**9
    word = struct.pack("<I", b)
    for _ in range(h):
        word = hashlib.blake2s(word).digest()[:4]
    return [b, n, struct.unpack("<I", word)[0]]


# The known results of the published programs that these images imitate.
assert fibonacci(0x7A120) == [3291, 500000]
assert hashed(15, 1) == [1597, 15, 2242890078]
assert hashed(0x3F0F, 0xFF) == [620803645, 16143, 3035584125]

HASHED = [(15, 1), (0, 0), (1, 1), (15, 2), (1000, 3), (0x3F0F, 0xFF)]
# name -> (model, inputs that are run, inputs that are proven)
IMAGES = {
    "airbender_fibonacci": (fibonacci, [(0,), (1,), (2,), (10,), (1000,), (0x7A120,)], [(0,), (300,)]),
    "airbender_hashed": (hashed, HASHED, [(15, 1), (20, 3)]),
    "airbender_hashed_b": (hashed, HASHED, [(15, 1), (20, 3)]),
}


def outcome(words):
    """Eight registers in hexadecimal, bytes in order of addresses."""
    return struct.pack("<8I", *words, *[0] * (8 - len(words))).hex()


class Check:
    def __init__(self, squall, folder):
        self.squall, self.folder, self.failures, self.count = squall, folder, 0, 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def execute(self, *arguments):
        return subprocess.run([self.squall, *arguments], capture_output=True, timeout=120, check=False)

    def report(self, *arguments):
        done = self.execute(*arguments, "--json")
        if done.returncode != 0:
            return {"error": f"exit code {done.returncode}: {done.stderr.decode().strip()}"}
        return json.loads(done.stdout)

    def expect(self, what, got, expected):
        self.count += 1
        if got != expected:
            self.failures += 1
            print(f"{what}:\n  got      {got}\n  expected {expected}")

    def input_file(self, words, text="\n".join):
        path = self.path("input.hex")
        with open(path, "w", encoding="ascii") as file:
            file.write(text([f"{word:08x}" for word in words]))
        return path

    def run(self, name, image, words, expected):
        what = f"{name} {words}"
        record = self.path("record.hex")
        report = self.report("run", image, *PLATFORM, "--input", self.input_file(words), "--record", record)
        self.expect(what, report.get("output_hex", report), outcome(expected))
        self.expect(what + ", platform", report.get("platform"), "airbender")
        self.expect(what + ", exit code", report.get("exit_code"), 0)
        self.expect(what + ", words read", report.get("opcodes", {}).get("oracle-read", 0), len(words))
        if "error" not in report:
            with open(record, encoding="ascii") as file:
                self.expect(what + ", recorded", file.read(), "".join(f"{word:08x}\n" for word in words))
            os.rename(record, self.path("last.hex"))
        return report

    def prove(self, name, image, words, expected):
        """From what a run recorded; all verifiers accept, and none accepts it as a proof of something else."""
        what = f"{name} {words}, proof"
        ran = self.run(name, image, words, expected)
        proof, machine = self.path("proof"), self.path("machine")
        made = self.report("prove", image, *PLATFORM, "--input", self.path("last.hex"), "--output", proof,
                           "--parameters", "test")
        self.expect(what, made.get("output_hex", made), outcome(expected))
        self.expect(what + ", instructions", made.get("instructions"), ran.get("instructions"))
        identity = made.get("program_id", "")
        for program in ([image, *PLATFORM], [identity]):
            said = self.report("verify", proof, "--program", *program, "--parameters", "test")
            self.expect(what + ", verified", said.get("output_hex", said), outcome(expected))
            self.expect(what + ", verified platform", said.get("platform"), "airbender")
        header = self.report("inspect", proof)
        self.expect(what + ", header", (header.get("platform"), header.get("output_hex")),
                    ("airbender", outcome(expected)))
        other = self.execute("verify", proof, "--program", image, *PLATFORM, "--rom", "4M", "--parameters", "test")
        self.expect(what + " with another size of the ROM", other.returncode, 4)

        with open(machine, "wb") as file:
            file.write(self.execute("inspect", image, *PLATFORM, "--machine").stdout)
        independent = [sys.executable, VERIFIER, proof, "--machine", machine, "--program", identity, "--parameters", "test"]
        said = subprocess.run(independent, capture_output=True, timeout=300, check=False)
        self.expect(what + ", verified independently", said.returncode, 0)
        self.expect(what + ", verified independently", said.stdout.decode().strip().endswith(outcome(expected)), True)
        with open(proof, "rb") as file:
            data = file.read()
        at = data.index(bytes.fromhex(outcome(expected)))
        with open(proof, "wb") as file:
            file.write(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
        forged = self.execute("verify", proof, "--program", identity, "--parameters", "test")
        self.expect(what + " with another output", forged.returncode, 4)
        said = subprocess.run(independent, capture_output=True, timeout=300, check=False)
        self.expect(what + " with another output, independently", said.returncode, 4)

    def identities(self, image, elf):
        """The id is that of the memory, not of the file; platform and size of the ROM are part of it."""
        def identity(*arguments):
            return self.report("inspect", *arguments, "--no-run").get("program_id")

        flat = identity(image, *PLATFORM)
        self.expect(f"id of {elf}", identity(elf, *PLATFORM), flat)
        self.expect(f"id of {image} in 2 MiB", identity(image, *PLATFORM, "--rom", "2M"), flat)
        self.expect(f"{image} has another id in 4 MiB", identity(image, *PLATFORM, "--rom", "4M") not in (flat, None), True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--squall", required=True)
    parser.add_argument("--guests", required=True, help="folder with the images")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        check = Check(options.squall, folder)
        for name, (model, runs, proofs) in IMAGES.items():
            image = os.path.join(options.guests, name + ".bin")
            for words in runs:
                check.run(name, image, words, model(*words))
            for words in proofs:
                check.prove(name, image, words, model(*words))
            check.identities(image, os.path.join(options.guests, name + ".elf"))
    print(f"{check.count} expectations, {check.failures} failures")
    return 1 if check.failures else 0


if __name__ == "__main__":
    sys.exit(main())
