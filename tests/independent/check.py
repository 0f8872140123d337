#!/usr/bin/env python3
"""Makes a proof with the squall command, lets the independent verifier accept it, and then hands it forgeries, which
both verifiers must reject. Needs only the standard library."""

import argparse
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import blake3
import field
import params
from bounds import check_bounds
from forgeries import forged_files, forged_machines
from machine import Machine
from proof_file import read_proof_file
from transcript import Reader, Reject
from verify import verify

INPUT = struct.pack("<I", 50)


def check_parts():
    """The pieces against facts from outside: published hash vectors, the field, the security table."""
    pattern = bytes(i % 251 for i in range(1025))
    assert blake3.blake3(b"").hex() == "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
    assert blake3.blake3(pattern).hex() == "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"
    context = "BLAKE3 2019-12-27 16:29:52 test vectors context"
    assert blake3.derive(context, b"").hex() == "2cc39783c223154fea8dfb7c1b1660f2ac2dcbd1c1de8277b0b0dd39b7e50d7d"
    assert field.is_field()
    a = (1, 2, 3, 4, 5)
    assert field.mul(a, field.inverse_k(a)) == field.ONE
    assert field.root_of_unity(1) == field.P - 1 and pow(field.root_of_unity(24), 1 << 24, field.P) == 1
    params.check_rows()


class Case:
    """An honest proof of one program, and everything that its verification takes."""

    def __init__(self, squall, elf, parameters, folder):
        self.squall, self.parameters, self.folder = squall, parameters, Path(folder)
        (self.folder / "input").write_bytes(INPUT)
        self.command("prove", elf, "--input", self.folder / "input", "--output", self.folder / "proof",
                     "--parameters", parameters)
        self.proof = (self.folder / "proof").read_bytes()
        self.text = self.command("inspect", elf, "--machine")
        self.id = Machine(self.text).key_digest(params.ROWS[parameters].skip, read_proof_file(self.proof).root).hex()
        described = self.command("inspect", elf, "--no-run").decode()
        assert self.id in described, "the program id is the digest of the key"

    def command(self, *arguments):
        done = subprocess.run([self.squall, *map(str, arguments)], capture_output=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"squall {arguments[0]}: {done.stderr.decode()}")
        return done.stdout

    def cpp_accepts(self, data, program_id, parameters, exit_code):
        path = self.folder / "forged"
        path.write_bytes(data)
        done = subprocess.run([self.squall, "verify", path, "--program", program_id, "--parameters", parameters,
                               "--exit-code", str(exit_code)], capture_output=True, check=False)
        if done.returncode not in (0, 4):
            raise SystemExit(f"squall verify ended with {done.returncode}: {done.stderr.decode()}")
        return done.returncode == 0


def reason_against(data, machine, program_id, parameters, exit_code=0):
    try:
        verify(data, machine, program_id, parameters, exit_code)
        return None
    except Reject as reason:
        return str(reason)


@contextmanager
def no_grinding_checks():
    """Any nonce will do: what a change leads to meets the checks behind."""
    strict = Reader.grind

    def lenient(self, label, bits):
        try:
            strict(self, label, bits)
        except Reject:
            self.transcript.frame(b"n", label, self.proof[self.at - 8:self.at])

    Reader.grind = lenient
    try:
        yield
    finally:
        Reader.grind = strict


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--squall", required=True)
    parser.add_argument("--elf", required=True)
    parser.add_argument("--parameters", default="test", choices=params.ROWS)
    options = parser.parse_args()
    check_parts()
    with tempfile.TemporaryDirectory() as folder:
        case = Case(options.squall, options.elf, options.parameters, folder)
        machine = Machine(case.text)
        check_bounds(machine)
        start = time.monotonic()
        file, items = verify(case.proof, machine, case.id, case.parameters)
        print(f"accepted in {time.monotonic() - start:.1f} s: {len(case.proof)} bytes, exit code {file.exit_code}, "
              f"output {file.output.hex()}")
        assert case.cpp_accepts(case.proof, case.id, case.parameters, 0)

        accepted, count = [], 0
        for name, data, program_id, row, exit_code in forged_files(case, file, items):
            count += 1
            reason = reason_against(data, machine, program_id, row, exit_code)
            print(f"  {name:<60} {reason or 'ACCEPTED'}")
            if reason is None:
                accepted.append(name)
            elif case.parameters == "test":
                with no_grinding_checks():
                    reason = reason_against(data, machine, program_id, row, exit_code)
                if reason is None and not name.endswith(" nonce"):
                    accepted.append(name + " (if grinding were not checked)")
            if case.cpp_accepts(data, program_id, row, exit_code):
                accepted.append(name + " (by squall verify)")
        for name, forged in forged_machines(case.text, bytes.fromhex(case.id)):
            digest = forged.key_digest(params.ROWS[case.parameters].skip, file.root).hex()
            for program_id, how in {case.id: "", digest: "" if digest == case.id else ", its own id"}.items():
                count += 1
                reason = reason_against(case.proof, forged, program_id, case.parameters)
                print(f"  {name + how:<60} {reason or 'ACCEPTED'}")
                if reason is None:
                    accepted.append(name + how)
    if accepted:
        print(f"ACCEPTED: {accepted}")
        return 1
    print(f"{count} forgeries rejected")
    return 0


if __name__ == "__main__":
    sys.exit(main())
