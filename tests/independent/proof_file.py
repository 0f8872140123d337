"""The proof file around a proof: what is claimed, and about which program."""

import struct
from dataclasses import dataclass

from transcript import need

MAX_OUTPUT = (1 << 20) - 4
MIN_LOG, MAX_LOG = 6, 22
PLATFORMS = "squall", "airbender"
REGISTER_BYTES = 32  # the output of airbender programs is eight registers


@dataclass
class ProofFile:
    platform: str
    xlen: int
    entry: int
    log_program: int
    log_image: int
    log_regions: int
    families: int
    root: bytes
    parameters: str
    exit_code: int
    output: bytes
    proof: bytes
    items: list  # (name, begin, end) within the file


def read_proof_file(data):
    at, items = 0, []

    def take(name, size):
        nonlocal at
        need(at + size <= len(data), f"proof file: ends within its {name}")
        items.append((name, at, at + size))
        at += size
        return data[at - size:at]

    def number(name, size):
        return int.from_bytes(take(name, size), "little")

    def text(name):
        raw = take(name, number(name + " length", 1))
        need(len(raw) <= 32 and all(32 < c < 127 for c in raw), f"proof file: {name}")
        return raw.decode("ascii")

    need(take("magic", 8) == b"SQUALLPF", "proof file: magic")
    need(number("version", 2) == 2, "proof file: version")
    platform, xlen, entry = text("platform"), number("XLEN", 1), number("entry", 4)
    heights = [number(f"height of the {name} table", 1) for name in ("program", "image", "region")]
    families = number("families", 4)
    root, parameters = take("root", 32), text("parameters")
    exit_code, size = number("exit code", 4), number("output length", 4)
    need(size <= MAX_OUTPUT, "proof file: output length")
    output = take("output", size)
    need(number("proof length", 8) == len(data) - at, "proof file: proof length")
    need(platform in PLATFORMS and xlen == 32, "proof file: platform")
    need(platform == "squall" or (exit_code == 0 and len(output) == REGISTER_BYTES), "proof file: outcome")
    need(entry % 4 == 0 and all(MIN_LOG <= h <= MAX_LOG for h in heights), "proof file: program header")
    return ProofFile(platform, xlen, entry, *heights, families, root, parameters, exit_code, output, data[at:], items)


def public_values(platform, exit_code, output):
    """Exit code, output length (platform squall only) and output words (padded with zeros), each as two 16-bit limbs,
    low one first."""
    padded = output + bytes(-len(output) % 4)
    length = [len(output)] if platform == "squall" else []
    words = [exit_code, *length, *struct.unpack(f"<{len(padded) // 4}I", padded)]
    return [limb for word in words for limb in (word & 0xFFFF, word >> 16)]
