"""The command as a process: killed, interrupted, on a terminal, with links and devices for files."""

import os
import pty
import re
import resource
import select
import signal
import subprocess
import time
import unittest

import elves
from kit import COMMAND, SANITIZED, CommandTest, execute


class Process(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.long = cls.file("long.elf", elves.program(elves.count_down(50_000 if SANITIZED else 400_000)))

    def prove_long(self, output):
        return [COMMAND, "prove", self.long, "--output", self.path(output), "--parameters", "test"]

    def test_killed(self):
        for number, delay in [(signal.SIGKILL, 0.05), (signal.SIGKILL, 0.3), (signal.SIGINT, 0.3), (signal.SIGTERM, 0.3)]:
            before = sorted(os.listdir(self.folder))
            process = subprocess.Popen([*self.prove_long("killed.proof"), "--progress"], stderr=subprocess.PIPE)
            process.stderr.readline()  # it has begun
            time.sleep(delay)
            process.send_signal(number)
            process.stderr.close()
            self.assertEqual(process.wait(60), -number)
            self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_interrupted_at_any_time(self):
        """A whole proof or none, whenever the interruption comes."""
        whole = os.path.getsize(self.make_proof("whole.proof"))
        finished = 0
        for step in range(24):
            before = sorted(os.listdir(self.folder))
            path = self.path(f"interrupted{step}.proof")
            process = subprocess.Popen([COMMAND, "prove", self.good, "--output", path, "--parameters", "test"],
                                       stdout=subprocess.DEVNULL)
            time.sleep(0.04 * step)
            process.send_signal(signal.SIGINT)
            code = process.wait(60)
            self.assertIn(code, [0, -signal.SIGINT])
            if os.path.exists(path):
                self.assertEqual(os.path.getsize(path), whole)
                os.unlink(path)
                finished += 1
            else:
                self.assertNotEqual(code, 0)
            self.assertEqual(sorted(os.listdir(self.folder)), before)
        self.assertLess(finished, 24)

    def test_interrupted_series(self):
        process = subprocess.Popen([COMMAND, "bench", self.long, "--runs", "1", "--pipeline", "50", "--parameters", "test"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
        self.assertEqual((process.returncode, output, errors), (-signal.SIGINT, b"", b""))

    def test_killed_leaves_the_old_proof(self):
        self.file("old.proof", b"old")
        process = subprocess.Popen([*self.prove_long("old.proof"), "--progress"], stderr=subprocess.PIPE)
        process.stderr.readline()
        process.kill()
        process.stderr.close()
        process.wait(60)
        self.assertEqual(self.read("old.proof"), b"old")

    def test_no_room_for_the_proof(self):
        """The file system takes only a part: by an error, and by a signal that kills in the middle of writing."""
        def limit(action):
            def prepare():
                signal.signal(signal.SIGXFSZ, action)
                resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
            return prepare
        arguments = ["prove", self.good, "--parameters", "test", "--output", self.path("cut.proof")]
        self.fail_with(2, *arguments, says=["cut.proof", "cannot be written", "too large"], preexec_fn=limit(signal.SIG_IGN))
        done = execute(*arguments, preexec_fn=limit(signal.SIG_DFL))
        self.assertEqual(done.returncode, -signal.SIGXFSZ)
        self.assertFalse([name for name in os.listdir(self.folder) if "cut" in name or name.startswith(".")])

    def on_terminal(self, *arguments):
        """What the command writes to a terminal that is its standard error."""
        here, there = pty.openpty()
        process = subprocess.Popen([*arguments], stdout=subprocess.PIPE, stderr=there)
        os.close(there)
        shown = b""
        while select.select([here], [], [], 120)[0]:
            try:
                part = os.read(here, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        os.close(here)
        output = process.communicate()[0]
        self.assertEqual(process.returncode, 0)
        return shown.decode(), output

    def test_progress_on_a_terminal(self):
        shown, output = self.on_terminal(*self.prove_long("seen.proof"))
        self.assertRegex(shown, r"\r\[#* *\] +\d+ %")
        self.assertTrue(shown.endswith("\r\x1b[K"), "the bar is wiped at the end")
        shares = [int(share) for share in re.findall(r"(\d+) %", shown)]
        self.assertEqual(shares, sorted(shares))
        self.assertRegex(shown, r"\d+ kHz")
        self.assertRegex(shown, r"\d+ s left")
        self.assertIn(b"proved", output)

    def test_json_is_quiet_on_a_terminal(self):
        shown, output = self.on_terminal(*self.prove_long("quiet.proof"), "--json")
        self.assertEqual(shown, "")
        self.assertTrue(output.startswith(b"{"))

    def test_links_and_devices(self):
        os.symlink("target.proof", self.path("link.proof"))
        self.file("target.proof", b"old")
        self.make_proof("link.proof")
        self.assertTrue(os.path.islink(self.path("link.proof")))
        self.assertTrue(self.read("target.proof").startswith(b"SQUALLPF"))
        done = execute("prove", self.good, "--parameters", "test", "--output", "/dev/null")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(os.path.isfile("/dev/null"))
        done = execute("verify", "/dev/stdin", "--parameters", "test", "--program", self.good, input=self.read("target.proof"))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_mode_of_a_proof(self):
        mask = os.umask(0o027)
        try:
            self.make_proof("mode.proof")
        finally:
            os.umask(mask)
        self.assertEqual(os.stat(self.path("mode.proof")).st_mode & 0o777, 0o640)


if __name__ == "__main__":
    unittest.main()
