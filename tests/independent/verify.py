#!/usr/bin/env python3
"""An independent verifier: checks a proof file of squall with nothing but the Python standard library.

Written from docs/protocol.md. It shares no code with the C++ verifier: the machine comes as the JSON text that
`squall inspect ELF --machine` prints, and is bound to the program id by its hash.
"""

import argparse
import sys
import time

from machine import Machine
from params import ROWS
from proof_file import public_values, read_proof_file
from stark import verify_stark
from transcript import Reject, need


# A program that calls functions of family i has the chip with the name at place i in its machine.
FAMILIES = "blake3", "blake2s", "sha256", "keccak", "modular", "airbender-blake2s", "airbender-u256"


def check_program_header(machine, file):
    """Entry, heights and families of functions in the file are those of the machine."""
    present = {chip.name for chip in machine.chips}
    need(file.families == sum((name in present) << i for i, name in enumerate(FAMILIES)), "families of functions")
    heights = {"program": file.log_program, "image": file.log_image, "regions": file.log_regions}
    for name, height in heights.items():
        need(machine.chip(name).min_log == height, f"height of the {name} table")
    state = [m for m in machine.public_messages if m[0] == 1]  # bus 1 carries (pc / 4, clock)
    need(machine.name == f"{file.platform} rv32im", "platform")
    need(state == [[1, 1, False, [["const", file.entry // 4], ["const", 1]]]], "entry")


def verify(data, machine, program_id, parameters="fast", exit_code=0):
    """Raises Reject, or returns (proof file, places of all items in the file)."""
    file, row = read_proof_file(data), ROWS[parameters]
    need(file.parameters == row.name, "made with another parameter row")
    check_program_header(machine, file)
    digest = machine.key_digest(row.skip, file.root)
    need(digest.hex() == program_id, "about another program")
    need(exit_code is None or file.exit_code == exit_code, "claims another exit code")
    reader = verify_stark(machine, file.root, digest, row, public_values(file.platform, file.exit_code, file.output), file.proof)
    start = len(data) - len(file.proof)
    return file, file.items + [(name, start + begin, start + end) for name, begin, end in reader.items]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("proof")
    parser.add_argument("--machine", required=True, help="file with the output of `squall inspect ELF --machine`")
    parser.add_argument("--program", required=True, help="program id: 64 hexadecimal digits")
    parser.add_argument("--parameters", default="fast", choices=ROWS)
    parser.add_argument("--exit-code", type=int, default=0)
    options = parser.parse_args()
    with open(options.machine, "rb") as f:
        machine = Machine(f.read())
    with open(options.proof, "rb") as f:
        data = f.read()
    start = time.monotonic()
    try:
        file, _ = verify(data, machine, options.program.lower(), options.parameters, options.exit_code)
    except Reject as reason:
        print(f"rejected: {reason}")
        return 4
    seconds, output = time.monotonic() - start, file.output.hex() or "(none)"
    print(f"verified in {seconds:.1f} s: exit code {file.exit_code}, output {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
