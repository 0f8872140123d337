#!/usr/bin/env python3
"""Runs tests/guest/programs/runtime.cpp in every mode under qemu, looks at the ELF files of all guests, and at what
qemu_run.py does to a copy.

    check_runtime.py RUNTIME.elf [OTHER.elf...]

All files are RV32, or all RV64.
"""

import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "riscv-guest", "tools"))
import qemu_run  # noqa: E402

PAGE, PT_LOAD = 4096, 1
failures = []


def expect(condition, what):
    if not condition:
        failures.append(what)


def runtime_text():
    words = sorted(["pear", "apple", "quince", "fig"] + [str(i * i) for i in range(1000)])
    big, small = 0xFEDCBA9876543210, 987654321
    lines = ["made before main, long enough for the heap", f"{words[0]} {words[500]} {words[-1]}",
             f"{big // small} {big % small} {bin(big).count('1')}", str(int(3.75 * 1e6 / 7))]
    return "".join(line + "\n" for line in lines).encode()


# input, exit code, output, a part of the text
MODES = [
    (b"r", 0, runtime_text(), b"printf: -5 text 0000beef 18364758544493064720 0.500\nruntime: all is well"),
    (b"a", 134, b"before\n", b""),
    (b"s", 134, b"", b"two == 3"),
    (b"v", 134, b"", b"_M_range_check"),
    (b"n", 136, b"", b"out of memory"),
    (b"o", 135, bytes(1048000), b""),
    (b"e", 77, b"", b""),
    (b"m", 78, b"", b""),
    (b"", 2, b"", b""),
]


def check_layout(path):
    with open(path, "rb") as file:
        elf = file.read()
    name = os.path.basename(path)
    form = qemu_run.Format(elf)
    loads = [h for h in form.program_headers(elf) if h[0] == PT_LOAD]
    expect([h[6] for h in loads] == [5, 4, 6], f"{name}: segments are text (r-x), rodata (r--), data (rw-)")
    for _, _, address, _, file_size, memory_size, _, _ in loads:
        expect(address % PAGE == 0, f"{name}: the segment at {address:#x} begins on a page")
        expect(0x10000 <= address and address + memory_size <= 0x40000000, f"{name}: the segment at {address:#x} is below the input")
        expect(file_size > 0, f"{name}: the segment at {address:#x} has bytes in the file")
    ends = [-(-(h[2] + h[5]) // PAGE) * PAGE for h in loads]
    expect(all(ends[i] <= loads[i + 1][2] for i in range(2)), f"{name}: no page is in two segments")
    flags, entry = struct.unpack_from("<I", elf, form.flags)[0], struct.unpack_from(form.word, elf, form.entry)[0]
    expect(flags == 0, f"{name}: flags {flags:#x}: no compressed instructions, no floating point, not RV32E")
    expect(entry == loads[0][2], f"{name}: the entry is the first instruction")

    image = qemu_run.make_image(elf, b"12345")
    changed = [i for i in range(len(elf)) if image[i] != elf[i]]
    leave = qemu_run.symbol_address(elf, b"squall_exit") - loads[0][2] + loads[0][1]
    table = range(form.program_table, form.program_table + struct.calcsize(form.word))
    allowed = {*table, *range(form.program_count, form.program_count + 2), *range(leave, leave + 8)}
    expect(set(changed) <= allowed, f"{name}: the copy for qemu differs only in headers and squall_exit")


def main():
    for path in sys.argv[1:]:
        check_layout(path)
    with open(sys.argv[1], "rb") as file:
        xlen = qemu_run.Format(file.read()).xlen
    skipped = not qemu_run.find_qemu(xlen)
    for data, code, output, text in [] if skipped else MODES:
        got_code, got_output, got_text = qemu_run.run(sys.argv[1], data)
        expect((got_code, got_output) == (code, output) and text in got_text,
               f"mode {data}: exit code {got_code} (expected {code}), output {got_output[:200]}, text {got_text}")
    for failure in failures:
        print(failure)
    print(f"runtime: {len(sys.argv) - 1} ELF files, {len(MODES)} modes: {len(failures)} failures")
    if skipped:
        print(f"skipped: no qemu-riscv{xlen} (Debian: qemu-user)")
    return 1 if failures else 77 if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
