"""Reads the device code in object files: kernels, their resources, and counts of instructions.

Objects hold "fat binaries": one ELF image (cubin) per architecture, here not compressed (nvcc --no-compress). Per image the
section .nv.info has attributes per kernel and .text.KERNEL the instructions, 16 bytes each; the low 9 bits are the
operation. There is no public description of the encoding: the numbers below were read off disassembled code of sm_80 to
sm_120.
"""

import collections
import struct

EM_CUDA = 190
ATTRIBUTE_FRAME_SIZE, ATTRIBUTE_REGISTERS = 0x11, 0x2F
OPERATIONS = {0x24: "IMAD", 0x25: "IMAD.WIDE", 0x27: "IMAD.HI", 0x183: "LDL", 0x187: "STL", 0x181: "LDG", 0x186: "STG",
              0x184: "LDS", 0x188: "STS"}


class Kernel:
    def __init__(self, architecture, name):
        self.architecture, self.name = architecture, name
        self.registers = self.stack = self.shared = 0
        self.operations = collections.Counter()

    @property
    def spills(self):
        return self.operations["LDL"] + self.operations["STL"]


class Image:
    """One cubin."""

    def __init__(self, data):
        self.data = data
        offset = struct.unpack_from("<Q", data, 0x28)[0]
        flags = struct.unpack_from("<I", data, 0x30)[0]
        size, count, names = struct.unpack_from("<HHH", data, 0x3A)
        # Newer images keep the architecture one byte further up.
        low, high = flags & 0xFF, flags >> 8 & 0xFF
        self.architecture = f"sm_{high if 50 <= high <= 200 else low}"
        headers = [struct.unpack_from("<IIQQQQIIQQ", data, offset + i * size) for i in range(count)]
        strings = headers[names][4]
        self.end = max([offset + count * size] + [h[4] + h[5] for h in headers if h[1] != 8])
        self.sections = {self._string(strings + h[0]): (h[4], h[5]) for h in headers}

    def _string(self, at):
        return self.data[at : self.data.index(b"\0", at)].decode()

    def symbols(self):
        start, size = self.sections[".symtab"]
        strings = self.sections[".strtab"][0]
        return [self._string(strings + struct.unpack_from("<I", self.data, start + at)[0]) for at in range(0, size, 24)]

    def attributes(self):
        """(attribute, payload) of .nv.info."""
        start, size = self.sections.get(".nv.info", (0, 0))
        at = start
        while at + 4 <= start + size:
            kind, attribute, length = struct.unpack_from("<BBH", self.data, at)
            at += 4
            if kind == 4:
                yield attribute, self.data[at : at + length]
                at += length

    def kernels(self):
        found = {}
        for name, (start, size) in self.sections.items():
            if not name.startswith(".text."):
                continue
            kernel = Kernel(self.architecture, name[6:])
            for at in range(start, start + size, 16):
                operation = OPERATIONS.get(struct.unpack_from("<Q", self.data, at)[0] & 0x1FF)
                if operation:
                    kernel.operations[operation] += 1
            kernel.shared = self.sections.get(".nv.shared." + kernel.name, (0, 0))[1]
            found[kernel.name] = kernel
        symbols = self.symbols()
        for attribute, payload in self.attributes():
            if attribute not in (ATTRIBUTE_FRAME_SIZE, ATTRIBUTE_REGISTERS) or len(payload) < 8:
                continue
            index, value = struct.unpack_from("<II", payload)
            kernel = found.get(symbols[index])
            if kernel and attribute == ATTRIBUTE_REGISTERS:
                kernel.registers = value
            elif kernel:
                kernel.stack = value
        return list(found.values())


def kernels_of(path):
    """All kernels of an object file, for every architecture."""
    with open(path, "rb") as file:
        data = file.read()
    found, at = [], data.find(b"\x7fELF", 1)
    while at >= 0:
        if struct.unpack_from("<H", data, at + 18)[0] == EM_CUDA:
            image = Image(data[at:])
            found += image.kernels()
            at = data.find(b"\x7fELF", at + 64)
        else:
            at = data.find(b"\x7fELF", at + 1)
    return found
