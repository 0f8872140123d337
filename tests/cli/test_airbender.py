"""The platform airbender through the command: images, inputs and claims that are wrong, and a few that are right."""

import os
import struct
import unittest

import elves
from elves import ECALL, EBREAK, LOOP, R, W, X, addi, bne_back, jalr, li, lw, sw
from kit import CommandTest

AIRBENDER = ["--platform", "airbender"]
RAM = 2 << 20
X10, X18, X25 = 10, 18, 25
T0, T1 = 5, 6


def csrrw(csr, rd=0, rs1=0):
    return [csr << 20 | rs1 << 15 | 1 << 12 | rd << 7 | 0x73]


def read(rd):
    return csrrw(0x7C0, rd=rd)


def image(*parts):
    words = [word for part in parts for word in part]
    return struct.pack(f"<{len(words)}I", *words)


# Reads a word, sends it back, and ends with it as output.
ECHO = image(read(X10), csrrw(0x7C0, rs1=X10), LOOP)

# What goes wrong in a guest that gets the word 7: name -> (image, parts of the message).
FAILING = {
    "ecall": (image(ECALL), "ecall is not part of the platform airbender"),
    "ebreak": (image(EBREAK), "illegal instruction"),
    "zeros": (bytes(64), "illegal instruction 0x00000000"),
    "ones": (b"\xff" * 64, "illegal instruction 0xffffffff"),
    "part_of_a_word": (b"\x6f", "0x00000000"),  # filled up: a jump to itself, which leaves the input unread
    "unknown_csr": (image(csrrw(0x7C1)), "unknown CSR 0x7c1"),
    "csr_read": (image([0xC0002573]), "illegal instruction"),
    "csr_set": (image([0x7C0 << 20 | 2 << 12 | T0 << 7 | 0x73]), "illegal instruction"),
    "both_ways": (image(csrrw(0x7C0, T0, T1)), "either read or written, not both"),
    "blake_with_registers": (image(csrrw(0x7C7, rd=T0)), "expected csrrw zero, 0x7c7, zero"),
    "integer_with_registers": (image(csrrw(0x7CA, rs1=T0)), "expected csrrw zero, 0x7ca, zero"),
    "native_call": (image([1 << 25 | 0x0B]), "illegal instruction"),
    "abort": (image([0xC0001073]), "the guest aborted"),
    "oracle_exhausted": (image(read(T0), read(T1), LOOP), ["0x00000004", "no more words", "shorter than what the guest reads"]),
    "store_to_image": (image(sw(T1, 0), LOOP), ["store to 0x00000000", "read-only program memory"]),
    "store_behind_the_image": (image(li(T0, RAM - 4), sw(T1, T0), LOOP), "outside all segments"),
    "load_behind_the_image": (image(li(T0, RAM - 4), lw(T1, T0), LOOP), "outside all segments"),
    "misaligned_load": (image(li(T0, RAM + 2), lw(T1, T0), LOOP), "misaligned load from 0x00200002"),
    "jump_to_ram": (image(li(T0, RAM), jalr(0, T0)), "jump to 0x00200000, which is not an executable word"),
    "jump_behind_the_image": (image(li(T0, 0x1000), jalr(0, T0)), "jump to 0x00001000"),
    "misaligned_jump": (image(addi(T0, 0, 2), jalr(0, T0)), "misaligned"),
    "runs_past_the_end": (image(addi(T0, 0, 1)), "ran past the last executable word"),
    "x18": (image(read(X18), LOOP), ["s2 (x18) = 0x00000007", "x18 to x25 must be zero"]),
    "x25": (image(read(X25), LOOP), ["s9 (x25) = 0x00000007", "must be zero"]),
}

# What is wrong with a file: name -> (file, part of the message).
MALFORMED = {
    "empty": (b"", "the file is empty"),
    "too_large": (image(LOOP) + bytes(RAM), "2097156 bytes are more than the ROM's 2097152"),
    "native": (elves.GOOD, "entry is 0x00010000, expected 0"),
    "rv64": (elves.elf64((0, ECHO, len(ECHO), R | X), entry=0), "the ELF file is RV64; the platform is RV32IM"),
    "data": (elves.elf((0, ECHO, len(ECHO), R | X), (RAM, b"data", 4, R | W), entry=0), "initialised data at 0x00200000"),
    "no_start": (elves.elf((0x1000, ECHO, len(ECHO), R | X), entry=0x1000), "entry is 0x00001000"),
    "beyond": (elves.elf((0, ECHO, len(ECHO), R | X), (RAM, b"data", 4, R), entry=0), "beyond the ROM's 2097152 bytes"),
    "half_an_elf": (b"\x7fELF", "ELF: "),
}

# Inputs: name -> (text, part of the message).
BAD_INPUTS = {
    "too_long": (b"00000007\n00000008\n", "the guest reads 1 of the 2 words"),
    "odd": (b"000000071", "has 9 hexadecimal digits, expected 8 for each word"),
    "no_digit": (b"0000\n00g7\n", "line 2: 'g' is not a hexadecimal digit"),
    "prefix": (b"0x00000007", "line 1: 'x'"),
    "binary": (b"\x07\x00\x00\x00", "byte 0x07 is not a hexadecimal digit"),
    "not_ascii": ("0000000\u00e9".encode(), "byte 0xc3"),
}


class Airbender(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.echo = cls.file("echo.bin", ECHO)
        cls.seven = cls.file("seven.hex", b"00000007")
        cls.proof = cls.make_proof("echo.proof", cls.echo, *AIRBENDER, "--input", cls.seven)

    def prove(self, guest, *arguments):
        return ["prove", guest, *AIRBENDER, "--output", self.path("never.proof"), "--parameters", "test", *arguments]

    def verify(self, *arguments, proof=None):
        return ["verify", proof or self.proof, "--parameters", "test", *arguments]

    def test_guests_that_fail(self):
        for name, (data, says) in FAILING.items():
            with self.subTest(name):
                guest = self.file(name + ".bin", data)
                code = 2 if name == "part_of_a_word" else 3
                parts = ["reads 0 of the 1 words"] if code == 2 else [says] if isinstance(says, str) else says
                self.fail_with(code, "run", guest, *AIRBENDER, "--input", self.seven, says=parts)
                self.fail_with(code, *self.prove(guest, "--input", self.seven), says=parts)

    def test_loops_are_not_the_end(self):
        for name, words in {"call": [0xEF], "branch": [0x63], "two": addi(T0, T0, 1) + bne_back(T0, 0, 1)}.items():
            with self.subTest(name):
                guest = self.file("loop.bin", image(words, LOOP))
                self.fail_with(5, "run", guest, *AIRBENDER, "--max-instructions", "1000", says="1000 instructions")

    def test_malformed_files(self):
        for name, (data, says) in MALFORMED.items():
            with self.subTest(name):
                guest = self.file(name, data)
                for command in ["run", guest], self.prove(guest)[:2] + self.prove(guest)[4:], ["inspect", guest]:
                    self.fail_with(2, *command, *AIRBENDER, says=[guest + ": ", says])
                self.fail_with(2, *self.verify("--program", guest, *AIRBENDER), says=says)

    def test_inputs(self):
        for name, (text, says) in BAD_INPUTS.items():
            with self.subTest(name):
                path = self.file(name + ".hex", text)
                where = [] if name == "too_long" else [path]
                self.fail_with(2, "run", self.echo, *AIRBENDER, "--input", path, says=[says, *where])
                self.fail_with(2, *self.prove(self.echo, "--input", path), says=[says, *where])
        for text in b"00000007", b"0000 00\n\t07\r\n", b"\n00000007":
            path = self.file("good.hex", text)
            report = self.json("run", self.echo, *AIRBENDER, "--input", path)
            self.assertEqual(report["output_hex"], "07" + "00" * 31)
        self.fail_with(3, "run", self.echo, *AIRBENDER, says="no more words")

    def test_names(self):
        self.fail_with(2, "run", self.echo, "--platform", "sp1", says=["'sp1'", "expected 'squall' or 'airbender'"])
        self.fail_with(2, "run", self.echo, *AIRBENDER, "--rom", "3M", says=["'3M'", "expected 2M or 4M"])
        self.fail_with(2, "run", self.good, "--rom", "2M", says="only programs of the platform airbender have a ROM")
        self.fail_with(2, "run", self.echo, says="an ELF header needs 52")
        self.fail_with(4, "inspect", self.echo, says="SQUALLPF")
        self.fail_with(2, "run", self.good, "--record", self.path("record"), says="--record")
        self.fail_with(2, "run", self.echo, *AIRBENDER, "--record", self.path("no/where"), says="no/where")

    def test_sizes_of_the_rom(self):
        large = self.file("large.bin", image(LOOP) + bytes(RAM))
        self.succeed("run", large, *AIRBENDER, "--rom", "4M")
        self.fail_with(2, "run", self.file("larger.bin", image(LOOP) + bytes(2 * RAM)), *AIRBENDER, "--rom", "4M",
                       says="more than the ROM's 4194304")
        # What is memory behind 2 MiB is none behind 4 MiB.
        store = self.file("store.bin", image(li(T0, RAM), sw(T1, T0), LOOP))
        self.succeed("run", store, *AIRBENDER)
        self.fail_with(3, "run", store, *AIRBENDER, "--rom", "4M", says="outside all segments")

    def test_claims(self):
        self.succeed(*self.verify("--program", self.echo, *AIRBENDER))
        self.fail_with(4, *self.verify("--program", self.echo, *AIRBENDER, "--rom", "4M"), says="proof rejected")
        self.fail_with(4, *self.verify("--program", self.good), says="proof rejected")
        self.fail_with(2, *self.verify("--program", self.good, *AIRBENDER), says="entry is 0x00010000")
        self.fail_with(2, *self.verify("--program", self.echo), says="an ELF header needs 52")
        self.fail_with(4, *self.verify("--program", self.echo, *AIRBENDER, "--exit-code", "1"), says="exit code")
        native = self.make_proof("native.proof")
        self.fail_with(4, *self.verify("--program", self.echo, *AIRBENDER, proof=native), says="proof rejected")
        output = self.path("output")
        self.succeed(*self.verify("--program", self.echo, *AIRBENDER, "--output", output))
        self.assertEqual(self.read("output"), b"\x07" + bytes(31))
        os.remove(output)
        for at in range(0, 32):  # the claim, byte by byte
            data = self.read("echo.proof")
            first = data.index(b"\x07" + bytes(31))
            forged = self.file("forged.proof", data[:first + at] + bytes([data[first + at] ^ 1]) + data[first + at + 1:])
            self.fail_with(4, *self.verify("--program", self.echo, *AIRBENDER, proof=forged), says="proof rejected")

    def test_reports(self):
        report = self.json("run", self.echo, *AIRBENDER, "--input", self.seven)
        self.assertEqual((report["platform"], report["instructions"], report["exit_code"]), ("airbender", 3, 0))
        self.assertEqual(report["opcodes"], {"oracle-read": 1, "oracle-write": 1, "end": 1})
        self.assertEqual(self.json("run", self.good)["platform"], "squall")
        program = self.json("inspect", self.echo, *AIRBENDER, "--input", self.seven)
        self.assertEqual((program["kind"], program["platform"], program["entry"]), ("program", "airbender", 0))
        self.assertEqual([(s["address"], s["size_bytes"], s["kind"], s["writable"], s["executable"])
                          for s in program["segments"]],
                         [(0, 12, "image", False, True), (RAM, (2 << 30) - RAM, "zero", True, False),
                          (2 << 30, 2 << 30, "zero", True, False)])
        self.assertIn("platform airbender", self.succeed("inspect", self.echo, *AIRBENDER, "--no-run"))
        for platform in [], AIRBENDER:  # a proof tells its platform itself
            proof = self.json("inspect", self.proof, *platform)
            self.assertEqual((proof["kind"], proof["platform"]), ("proof", "airbender"))
        verified = self.json(*self.verify("--program", program["program_id"]))
        self.assertEqual((verified["platform"], verified["program_id"]), ("airbender", program["program_id"]))
        made = self.json("prove", self.echo, *AIRBENDER, "--input", self.seven, "--output", self.path("again.proof"),
                         "--parameters", "test")
        self.assertEqual(made["platform"], "airbender")
        self.assertEqual(self.read("again.proof"), self.read("echo.proof"))


if __name__ == "__main__":
    unittest.main()
