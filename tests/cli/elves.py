"""Tiny RV32IM programs as ELF files, made by hand: one for each way in which a guest can end or a file can be wrong."""

import struct

TEXT = 0x10000
DATA = 0x20000
INPUT = 0x40000000
OUTPUT = 0x50000000
A0, A1, A2, A7, T0, T1, T2 = 10, 11, 12, 17, 5, 6, 7
R, W, X = 4, 2, 1


def addi(rd, rs1, value):
    return [(value & 0xFFF) << 20 | rs1 << 15 | rd << 7 | 0x13]


def li(rd, value):
    low = (value & 0xFFF) - (0x1000 if value & 0x800 else 0)
    high = (value - low) & 0xFFFFFFFF
    if high == 0:
        return addi(rd, 0, low)
    return [high | rd << 7 | 0x37] + addi(rd, rd, low)


def lw(rd, rs1, offset=0):
    return [(offset & 0xFFF) << 20 | rs1 << 15 | 2 << 12 | rd << 7 | 0x03]


def sw(rs2, rs1, offset=0):
    return [(offset >> 5 & 0x7F) << 25 | rs2 << 20 | rs1 << 15 | 2 << 12 | (offset & 0x1F) << 7 | 0x23]


def jalr(rd, rs1):
    return [rs1 << 15 | rd << 7 | 0x67]


def bne_back(rs1, rs2, instructions):
    offset = -4 * instructions & 0x1FFF
    return [(offset >> 12 & 1) << 31 | (offset >> 5 & 0x3F) << 25 | rs2 << 20 | rs1 << 15 | 1 << 12
            | (offset >> 1 & 0xF) << 8 | (offset >> 11 & 1) << 7 | 0x63]


ECALL = [0x73]
EBREAK = [0x100073]
FENCE_I = [0x100F]
CSR = [0xC0002573]
LOOP = [0x6F]


def leave(code=0):
    return li(A0, code) + li(A7, 93) + ECALL


def output_two_bytes(code=0):
    return li(T0, OUTPUT) + li(T1, 2) + sw(T1, T0) + li(T1, 0x6968) + sw(T1, T0, 4) + leave(code)


def count_down(rounds, code=0):
    """Executes a little more than 2 * rounds instructions."""
    return li(T0, rounds) + addi(T0, T0, -1) + bne_back(T0, 0, 1) + leave(code)


def show(text):
    """Writes text to the host, from the data segment of `program`."""
    return li(A0, 1) + li(A1, DATA) + li(A2, len(text)) + li(A7, 64) + ECALL + leave()


def header(entry=TEXT, count=1, size=52, kind=2, machine=243, flags=0):
    return (b"\x7fELF\x01\x01\x01" + bytes(9)
            + struct.pack("<HHIIIIIHHHHHH", kind, machine, 1, entry, size, 0, flags, 52, 32, count, 40, 0, 0))


def elf(*segments, entry=TEXT, **options):
    """Segments are (address, bytes, size in memory, flags)."""
    table, body = b"", b""
    for address, data, size, flags in segments:
        offset = 0x1000 + len(body)
        table += struct.pack("<8I", 1, offset, address, address, len(data), size, flags, 0x1000)
        body += data + bytes(-len(data) % 0x1000)
    front = header(entry, len(segments), **options) + table
    return front + bytes(0x1000 - len(front)) + body


def elf64(*segments, entry=TEXT):
    """As `elf`, of class 2."""
    table, body = b"", b""
    for address, data, size, flags in segments:
        offset = 0x1000 + len(body)
        table += struct.pack("<II6Q", 1, flags, offset, address, address, len(data), size, 0x1000)
        body += data + bytes(-len(data) % 0x1000)
    front = (b"\x7fELF\x02\x01\x01" + bytes(9)
             + struct.pack("<HHIQQQIHHHHHH", 2, 243, 1, entry, 64, 0, 0, 64, 56, len(segments), 64, 0, 0) + table)
    return front + bytes(0x1000 - len(front)) + body


def text(words):
    code = struct.pack(f"<{len(words)}I", *words)
    return TEXT, code, len(code), R | X


def program(words, data=b""):
    segments = [text(words)]
    if data:
        segments.append((DATA, data, 0x1000, R | W))
    return elf(*segments)


# What goes wrong in a guest: name -> (file, a word of the message).
FAILING = {
    "illegal": (program([0x00000000]), "illegal instruction"),
    "ebreak": (program(EBREAK), "EBREAK"),
    "fence_i": (program(FENCE_I), "FENCE.I"),
    "csr": (program(CSR), "illegal instruction"),
    "misaligned_load": (program(li(T0, DATA + 1) + lw(T1, T0), b"data"), "misaligned load"),
    "misaligned_store": (program(li(T0, DATA + 2) + sw(T1, T0), b"data"), "misaligned store"),
    "misaligned_jump": (program(li(T0, TEXT + 2) + jalr(0, T0)), "misaligned"),
    "load_from_nowhere": (program(li(T0, 0x20000000) + lw(T1, T0)), "0x20000000"),
    "store_to_nowhere": (program(li(T0, 0x20000000) + sw(T1, T0)), "0x20000000"),
    "store_to_text": (program(li(T0, TEXT) + sw(T1, T0)), "read-only"),
    "store_to_input": (program(li(T0, INPUT) + sw(T1, T0)), "read-only"),
    "jump_to_nowhere": (program(li(T0, 0x1000) + jalr(0, T0)), "0x00001000"),
    "jump_to_data": (program(li(T0, DATA) + jalr(0, T0), b"data"), "0x00020000"),
    "runs_past_the_end": (program(addi(T0, 0, 1)), "0x00010004"),
    "unknown_ecall": (program(li(A7, 1) + ECALL), "ecall"),
    "output_too_long": (program(li(T0, OUTPUT) + li(T1, -1) + sw(T1, T0) + leave()), "4294967295"),
}

GOOD = program(output_two_bytes())

# RV64: two misaligned accesses (a load of a double-word and a store of a word), then the output of GOOD.
RV64 = elf64(text(li(T0, DATA + 1) + [T0 << 15 | 3 << 12 | T1 << 7 | 0x03] + sw(T1, T0, 2) + output_two_bytes()),
             (DATA, b"data", 0x1000, R | W))

# What is wrong with a file: name -> file.
MALFORMED = {
    "empty": b"",
    "text": b"#!/bin/sh\n",
    "magic_only": b"\x7fELF",
    "half_a_header": GOOD[:30],
    "no_program_headers": GOOD[:52],
    "64_bit_by_its_class_only": GOOD[:4] + b"\x02" + GOOD[5:],
    "64_bit_beyond_32_bits": elf64(text(leave()), (1 << 32, b"data", 4, R | W)),
    "64_bit_wrapping": elf64(text(leave()), ((1 << 64) - 0x1000, b"data", 0x2000, R | W)),
    "64_bit_entry_beyond_32_bits": elf64(text(leave()), entry=1 << 32 | TEXT),
    "big_endian": GOOD[:5] + b"\x02" + GOOD[6:],
    "object_file": elf(text(leave()), kind=1),
    "shared_object": elf(text(leave()), kind=3),
    "x86": elf(text(leave()), machine=3),
    "compressed_instructions": elf(text(leave()), flags=1),
    "headers_beyond_the_end": elf(text(leave()), size=0x7FFFFFFF),
    "segment_beyond_the_end": GOOD[:0x1008],
    "no_segments": elf(),
    "entry_nowhere": elf(text(leave()), entry=0x4000),
    "entry_misaligned": elf(text(leave()), entry=TEXT + 2),
    "entry_in_data": elf(text(leave()), (DATA, b"data", 4, R | W), entry=DATA),
    "writable_code": elf((TEXT, bytes(4), 4, R | W | X)),
    "overlapping": elf(text(leave()), (TEXT + 4, b"data", 4, R)),
    "in_the_input_region": elf(text(leave()), (INPUT, b"data", 4, R | W)),
    "in_the_output_region": elf(text(leave()), (OUTPUT + 0x100, b"data", 4, R | W)),
    "file_larger_than_memory": elf((TEXT, bytes(8), 4, R | X)),
    "around_the_end_of_memory": elf(text(leave()), (0xFFFFF000, b"data", 0x2000, R | W)),
}
