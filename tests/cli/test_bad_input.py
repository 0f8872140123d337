"""What must not work: one clear line, the right exit code, nothing left behind, no crash."""

import os
import subprocess
import unittest

import elves
from kit import COMMAND, ZERO_ID, CommandTest


class BadInput(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proof = cls.make_proof()
        cls.bytes = cls.read("good.proof")

    def prove(self, guest, *arguments):
        return ["prove", guest, "--output", self.path("never.proof"), "--parameters", "test", *arguments]

    def verify(self, proof, *arguments, program=None):
        return ["verify", proof, "--program", program or self.good, *arguments]

    # ---- arguments

    def test_arguments(self):
        self.fail_with(2)
        self.fail_with(2, "improve", says="--help")
        self.fail_with(2, "prove", says="squall prove --help")
        self.fail_with(2, "prove", self.good, says="--output")
        self.fail_with(2, "run", self.good, "--bogus", says="--bogus")
        self.fail_with(2, "run", self.good, "--max-instructions", "many", says="--max-instructions")
        self.fail_with(2, "run", self.good, "--max-instructions", "-1", says="--max-instructions")
        self.fail_with(2, "prove", self.good, "--output", "x", "--threads", "99999", says="--threads")
        for backend in ["abacus", "cuda:", "cuda:x", "gpu", "cpu:1"]:
            self.fail_with(2, *self.prove(self.good, "--backend", backend), says=[f"'{backend}'", "expected", "'cuda:NUMBER'"])
        for size in ["", "much", "-1G", "0", "nan", "inf", "1e300G", "1X"]:
            if size:
                self.fail_with(2, *self.prove(self.good, "--max-memory", size), says=["--max-memory", "8G"])

    def test_parameter_rows(self):
        for command in [["prove", self.good, "--output", self.path("x")], self.verify(self.proof)]:
            self.fail_with(2, *command, "--parameters", "none", says=["'none'", "expected one of 'fast'"])

    # ---- files

    def test_files(self):
        missing, folder = self.path("missing"), self.folder
        self.fail_with(2, "run", "/dev/zero", says="more than 256 MiB")
        self.fail_with(2, "run", self.good, "--input", "/dev/zero", says="more than 256 MiB")
        for path in [missing, folder, missing + "x" * 300]:
            self.fail_with(2, "run", path, says=path)
            self.fail_with(2, "run", self.good, "--input", path, says=path)
            self.fail_with(2, "inspect", path, says=path)
            self.fail_with(2, *self.verify(path), says=path)
            self.fail_with(2, *self.verify(self.proof, program=path), says=path)
        self.fail_with(2, *self.verify(self.proof, program="abc"), says="64 hexadecimal digits")

    def test_unwritable_output(self):
        for path, why in [(self.folder, "is a directory"), (self.path("no/such/folder"), "does not exist"),
                          ("/proc/proof", "cannot be written"), ("/dev/full", "No space left"),
                          (self.path("n" * 300), "too long"), (self.good + "/x", "does not exist")]:
            self.fail_with(2, "prove", self.good, "--parameters", "test", "--output", path, says=[path, why])
            if path != "/dev/full":
                self.fail_with(2, *self.prove(self.good, "--profile", path), says=[path, why])
                self.fail_with(2, *self.verify(self.proof, "--parameters", "test", "--output", path), says=[path, why])

    @unittest.skipIf(os.geteuid() == 0, "everything is writable for root")
    def test_read_only_folder(self):
        folder = self.path("closed")
        os.mkdir(folder, 0o555)
        self.fail_with(2, "prove", self.good, "--output", folder + "/x", says="Permission denied")

    def test_full_standard_output(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([COMMAND, "run", self.good], stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"standard output", done.stderr)

    # ---- programs

    def test_malformed_programs(self):
        for name, data in elves.MALFORMED.items():
            with self.subTest(name):
                path = self.file(name + ".bad", data)
                self.fail_with(2, "run", path, says=[path, "ELF"])
                self.fail_with(2, *self.prove(path), says=path)
                self.fail_with(2, *self.verify(self.proof, program=path), says=path)
                code = 2 if data.startswith(b"\x7fE") else 4
                self.fail_with(code, "inspect", path)

    def test_failing_guests(self):
        for name, (data, word) in elves.FAILING.items():
            with self.subTest(name):
                path = self.file(name + ".elf", data)
                line = self.fail_with(3, "run", path, says=word)
                self.assertEqual(self.fail_with(3, *self.prove(path)), line)

    def test_input_larger_than_its_region(self):
        path = self.path("large")
        with open(path, "wb") as file:
            file.truncate((64 << 20) - 3)
        for command in [["run", self.good], self.prove(self.good), ["inspect", self.good, "--json"]]:
            self.fail_with(2, *command, "--input", path, says=["67108861", "67108860"])
        with open(path, "wb") as file:
            file.truncate((64 << 20) - 4)
        self.succeed("run", self.good, "--input", path)
        os.unlink(path)

    def test_guest_that_loops(self):
        path = self.file("loops.elf", elves.program(elves.LOOP))
        for command in [["run", path], self.prove(path), ["inspect", path, "--json"]]:
            self.fail_with(5, *command, "--max-instructions", 100000, says=["100000 instructions", "0x00010000"])

    def test_memory_limit(self):
        self.fail_with(5, *self.prove(self.good, "--max-memory", "10M"), says=["about", "10 MiB"])
        path = self.file("long.elf", elves.program(elves.count_down(20_000_000)))
        line = self.fail_with(5, *self.prove(path, "--max-memory", "200M"), says=["4000000", "the limit is 200 MiB"])
        self.assertRegex(line, r"at least \d+ MiB")
        # The guest that needs too much and fails is reported as failing.
        path = self.file("trap.elf", elves.program(elves.count_down(2_000_000)[:-3] + elves.EBREAK))
        self.fail_with(3, *self.prove(path, "--max-memory", "200M"), says="EBREAK")

    # ---- proofs

    def test_wrong_proofs(self):
        test = ["--parameters", "test"]
        cases = {"empty": b"", "text": b"hello\n", "elf": elves.GOOD, "magic": self.bytes[:8], "header": self.bytes[:60],
                 "half": self.bytes[:len(self.bytes) // 2], "short": self.bytes[:-1], "long": self.bytes + b"\0",
                 "twice": self.bytes * 2, "version": self.bytes[:8] + b"\x01" + self.bytes[9:]}
        for at in [10, 20, 30, 60, 80, 90, 100, 120, 1000, len(self.bytes) - 1]:
            cases[f"byte{at}"] = self.bytes[:at] + bytes([self.bytes[at] ^ 1]) + self.bytes[at + 1:]
        at = self.bytes.index(b"hi")
        cases["output"] = self.bytes[:at] + b"ho" + self.bytes[at + 2:]
        for name, data in cases.items():
            with self.subTest(name):
                self.fail_with(4, *self.verify(self.file(name + ".proof", data), *test), says="proof")

    def test_other_claims(self):
        test = ["--parameters", "test"]
        other = self.file("other.elf", elves.program(elves.output_two_bytes() + elves.EBREAK))
        self.fail_with(4, *self.verify(self.proof, *test, program=other), says=["about program", "expected"])
        self.fail_with(4, *self.verify(self.proof, *test, program=ZERO_ID), says=ZERO_ID)
        self.fail_with(4, *self.verify(self.proof, *test, "--exit-code", 1), says="expected 1")

    def test_the_row_without_security_must_be_named(self):
        self.fail_with(4, *self.verify(self.proof), says=["'test'", "expected 'fast'"])
        self.fail_with(4, *self.verify(self.proof, "--parameters", "unique"), says=["'test'", "expected 'unique'"])
        # A header that claims another row does not help.
        renamed = self.bytes.replace(b"\x04test", b"\x04fast", 1)
        self.fail_with(4, *self.verify(self.file("renamed.proof", renamed)), says="rejected")


if __name__ == "__main__":
    unittest.main()
