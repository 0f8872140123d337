#!/usr/bin/env python3
"""Runs a guest program under qemu-riscv32 or qemu-riscv64 (user mode), with its input and output regions.

    qemu_run.py PROGRAM.elf [--input FILE] [--keep IMAGE]      output goes to standard output, the exit code is the guest's

Linux has no input region at 0x40000000 and no output region at 0x50000000. So a copy of the ELF file is made with three
more segments: the input, the output, and a few instructions that write the output to standard output and then exit. The
first two instructions of squall_exit (runtime/crt0.S) become a jump to them. The program itself stays as it is.
"""

import argparse
import os
import shutil
import struct
import subprocess
import sys
import tempfile

PAGE = 4096
INPUT_BASE, OUTPUT_BASE, OUTPUT_SIZE, EXIT_BASE = 0x40000000, 0x50000000, 1 << 20, 0x60000000
PT_LOAD, SHT_SYMTAB = 1, 2
READ, WRITE, EXECUTE = 4, 2, 1

# RV32IM or RV64IM and nothing else: whatever the machine does not have is an illegal instruction here too.
CPU = "rv{},a=false,f=false,d=false,c=false,zba=false,zbb=false,zbc=false,zbs=false,Zifencei=false"

# Means the same on RV32 and RV64.
EXIT_CODE = [
    0x00050413,  # mv   s0, a0          exit code
    0x500004B7,  # lui  s1, 0x50000     output region
    0x0004A603,  # lw   a2, 0(s1)       its length
    0x00448593,  # addi a1, s1, 4
    0x02060063,  # beqz a2, done
    0x00100513,  # li   a0, 1           standard output
    0x04000893,  # li   a7, 64          write
    0x00000073,  # ecall
    0x00A05863,  # blez a0, done
    0x40A60633,  # sub  a2, a2, a0      a write may be partial
    0x00A585B3,  # add  a1, a1, a0
    0xFE5FF06F,  # j    to beqz
    0x00040513,  # mv   a0, s0
    0x05D00893,  # li   a7, 93          exit
    0x00000073,  # ecall
]
JUMP_TO_EXIT = [0x600002B7, 0x00028067]  # lui t0, 0x60000; jr t0


def words(values):
    return struct.pack(f"<{len(values)}I", *values)


class Format:
    """Where the fields of an ELF file lie, by its class."""

    def __init__(self, elf):
        if elf[:5] not in (b"\x7fELF\x01", b"\x7fELF\x02"):
            raise ValueError("not an ELF file")
        self.xlen = 32 if elf[4] == 1 else 64
        wide = self.xlen == 64
        self.entry, self.word = 24, "<Q" if wide else "<I"
        self.program_table, self.section_table, self.flags = (32, 40, 48) if wide else (28, 32, 36)
        self.program_count = self.flags + 8
        self.program_header, self.section_header = ("<II6Q", "<II4QII2Q") if wide else ("<8I", "<10I")
        self.symbol_value = 8 if wide else 4

    def program_headers(self, elf):
        """(type, offset, address, address, file size, memory size, flags, alignment) of each."""
        table = struct.unpack_from(self.word, elf, self.program_table)[0]
        size, count = struct.unpack_from("<HH", elf, self.flags + 6)
        headers = [struct.unpack_from(self.program_header, elf, table + i * size) for i in range(count)]
        # Of class 2 the flags come second.
        return [(h[0], *h[2:7], h[1], h[7]) for h in headers] if self.xlen == 64 else headers

    def pack_program_header(self, h):
        fields = (h[0], h[6], *h[1:6], h[7]) if self.xlen == 64 else h
        return struct.pack(self.program_header, *fields)


def symbol_address(elf, name):
    """Address of a symbol, from the section table."""
    form = Format(elf)
    table, entry_size, count = struct.unpack_from(form.word, elf, form.section_table)[0], *struct.unpack_from("<HH", elf, form.flags + 10)
    sections = [struct.unpack_from(form.section_header, elf, table + i * entry_size) for i in range(count)]
    for _, kind, _, _, offset, size, link, _, _, each in sections:
        if kind != SHT_SYMTAB:
            continue
        names = sections[link][4]
        for at in range(offset, offset + size, each):
            name_at = struct.unpack_from("<I", elf, at)[0]
            address = struct.unpack_from(form.word, elf, at + form.symbol_value)[0]
            start = names + name_at
            if elf[start:elf.index(b"\0", start)] == name:
                return address
    raise ValueError(f"no symbol {name.decode()}: not a program made by squall_add_guest")


def make_image(elf, data):
    """The bytes of an ELF file that runs under qemu-user and does what `elf` does with input `data`."""
    form = Format(elf)
    headers = form.program_headers(elf)
    image = bytearray(elf)

    leave = symbol_address(elf, b"squall_exit")
    for kind, offset, address, _, file_size, _, _, _ in headers:
        if kind == PT_LOAD and address <= leave < address + file_size:
            at = offset + leave - address
            image[at:at + 8] = words(JUMP_TO_EXIT)

    def add(address, contents, memory_size, flags):
        image.extend(bytes(-len(image) % PAGE))
        headers.append((PT_LOAD, len(image), address, address, len(contents), memory_size, flags, PAGE))
        image.extend(contents)

    region = words([len(data)]) + data + bytes(-len(data) % 4 + 4)
    add(INPUT_BASE, region, len(region), READ)
    add(OUTPUT_BASE, bytes(PAGE), OUTPUT_SIZE, READ | WRITE)
    add(EXIT_BASE, words(EXIT_CODE), 4 * len(EXIT_CODE), READ | EXECUTE)
    image.extend(bytes(-len(image) % PAGE))
    struct.pack_into(form.word, image, form.program_table, len(image))
    struct.pack_into("<H", image, form.program_count, len(headers))
    for header in headers:
        image.extend(form.pack_program_header(header))
    return bytes(image)


def find_qemu(xlen=32):
    return shutil.which(f"qemu-riscv{xlen}") or shutil.which(f"qemu-riscv{xlen}-static")


def run(elf_path, data, timeout=120, options=()):
    """Runs the program: (exit code, output bytes, text). The exit code is negative when a signal ended it, None when it was
    stopped after `timeout` seconds."""
    with open(elf_path, "rb") as file:
        elf = file.read()
    xlen, image = Format(elf).xlen, make_image(elf, data)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "image.elf")
        with open(path, "wb") as file:
            file.write(image)
        os.chmod(path, 0o755)
        try:
            done = subprocess.run([find_qemu(xlen), "-cpu", CPU.format(xlen), *options, path], stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=timeout, check=False)
        except subprocess.TimeoutExpired:
            return None, b"", b"stopped: it did not end"
    return done.returncode, done.stdout, done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("program")
    parser.add_argument("--input", help="file with the private input; none: empty")
    parser.add_argument("--keep", metavar="IMAGE", help="write the image there instead of running it")
    parser.add_argument("--qemu-option", action="append", default=[], help="passed on to qemu")
    options = parser.parse_args()
    data = b""
    if options.input:
        with open(options.input, "rb") as file:
            data = file.read()
    if options.keep:
        with open(options.program, "rb") as file, open(options.keep, "wb") as out:
            out.write(make_image(file.read(), data))
        os.chmod(options.keep, 0o755)
        return 0
    with open(options.program, "rb") as file:
        xlen = Format(file.read()).xlen
    if not find_qemu(xlen):
        print(f"qemu-riscv{xlen} not found (Debian: qemu-user)", file=sys.stderr)
        return 127
    code, output, text = run(options.program, data, timeout=None, options=options.qemu_option)
    sys.stderr.buffer.write(text)
    sys.stdout.buffer.write(output)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
