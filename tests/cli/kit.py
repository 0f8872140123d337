"""Runs the command and checks what every failure must look like."""

import json
import os
import subprocess
import tempfile
import unittest

import elves

COMMAND = os.environ["SQUALL_COMMAND"]
# Sanitizers want much address space and time, and have exit codes of their own.
SANITIZED = os.environ.get("SQUALL_SANITIZED") == "1"
ZERO_ID = "0" * 64


def execute(*arguments, **options):
    return subprocess.run([COMMAND, *map(str, arguments)], capture_output=True, timeout=300, check=False, **options)


class CommandTest(unittest.TestCase):
    """Each class has a folder of its own, with the good guest in it and a proof of it, made with the test row."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = cls.temporary.name
        cls.good = cls.file("good.elf", elves.GOOD)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)

    @classmethod
    def file(cls, name, data):
        with open(cls.path(name), "wb") as file:
            file.write(data)
        return cls.path(name)

    @classmethod
    def read(cls, name):
        with open(cls.path(name), "rb") as file:
            return file.read()

    @classmethod
    def make_proof(cls, name="good.proof", elf=None, *arguments):
        done = execute("prove", elf or cls.good, "--output", cls.path(name), "--parameters", "test", *arguments)
        assert done.returncode == 0, done.stderr
        return cls.path(name)

    def succeed(self, *arguments, code=0, **options):
        done = execute(*arguments, **options)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        self.assertEqual(done.stderr, b"")
        return done.stdout.decode()

    def json(self, *arguments, code=0):
        return json.loads(self.succeed(*arguments, "--json", code=code))

    def fail_with(self, code, *arguments, says=(), **options):
        """One line on standard error, nothing on standard output, no new file."""
        before = sorted(os.listdir(self.folder))
        done = execute(*arguments, **options)
        line = done.stderr.decode()
        self.assertEqual(done.returncode, code, line)
        self.assertRegex(line, r"\Asquall: [^\n]+\n\Z")
        self.assertEqual(done.stdout, b"")
        for part in [says] if isinstance(says, str) else says:
            self.assertIn(part, line)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        return line
