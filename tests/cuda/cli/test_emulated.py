"""The command on an emulated device: the CPU's proofs, and clear words when the device is missing, small or broken."""

import json
import os
import subprocess
import unittest

from kit import COMMAND, CommandTest

GIB = 1024


def execute(*arguments, mib=4 * GIB, devices=1, failure=None):
    environment = dict(os.environ, SQUALL_EMULATED_MIB=str(mib), SQUALL_EMULATED_DEVICES=str(devices))
    if failure:
        environment["SQUALL_EMULATED_FAILURE"] = failure
    return subprocess.run([COMMAND, *map(str, arguments)], capture_output=True, timeout=600, check=False, env=environment)


class Emulated(CommandTest):
    def output(self, *arguments, **machine):
        done = execute(*arguments, **machine)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode()

    def prove(self, name, backend, *more):
        return ["prove", self.good, "--parameters", "test", "--output", self.path(name), "--backend", backend, *more]

    def test_the_same_proof_from_cpu_and_device(self):
        self.assertIn("cuda", self.output(*self.prove("gpu.proof", "cuda")))
        self.assertIn("by cpu", self.output(*self.prove("cpu.proof", "cpu")))
        self.assertIn("cuda", self.output(*self.prove("auto.proof", "auto")))
        self.assertEqual(self.read("gpu.proof"), self.read("cpu.proof"))
        self.assertEqual(self.read("auto.proof"), self.read("cpu.proof"))
        self.output("verify", self.path("gpu.proof"), "--program", self.good, "--parameters", "test")

    def test_devices_and_what_fits(self):
        largest = {}
        for gib in [1, 2, 4, 8, 16]:
            report = json.loads(self.output("devices", "--json", mib=gib * GIB, devices=2))
            self.assertEqual([d["number"] for d in report["devices"]], [0, 1])
            largest[gib] = report["devices"][0]["log_instructions"]
        self.assertGreaterEqual(largest[8], 20)
        self.assertEqual(sorted(largest.values()), list(largest.values()))
        self.assertGreater(largest[4], largest[1])

    def test_bench_shows_kernels_and_dollars(self):
        report = json.loads(
            self.output("bench", self.good, "--parameters", "test", "--backend", "cuda", "--runs", 1, "--json",
                        "--price-per-hour", "3.6"))
        self.assertGreater(len(report["kernels"]), 20)
        for kernel in report["kernels"]:
            self.assertGreater(kernel["bytes"] + kernel["slots"], 0, kernel["kernel"])
            self.assertGreater(kernel["seconds"], 0)
        seconds = report["prove_seconds"]
        self.assertAlmostEqual(report["dollars_per_billion_instructions"],
                               3.6 / 3600 * seconds / report["instructions"] * 1e9, delta=0.01)

    def test_a_device_that_is_too_small(self):
        done = execute(*self.prove("small.proof", "cuda"), mib=300)
        self.assertEqual(done.returncode, 5)
        self.assertRegex(done.stderr.decode(), r"needs about \d+ MiB.*limit is \d+ MiB")
        self.assertFalse(os.path.exists(self.path("small.proof")))

    def test_no_device(self):
        done = execute(*self.prove("none.proof", "cuda"), devices=0)
        self.assertEqual(done.returncode, 6)
        self.assertIn(b"cudaErrorNoDevice", done.stderr)
        done = execute(*self.prove("none.proof", "auto"), failure="query:1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"cpu", done.stdout)

    def test_a_device_that_breaks(self):
        for failure in ["launch:20", "launch:200", "copy:50"]:
            done = execute(*self.prove("broken.proof", "cuda"), failure=failure)
            self.assertEqual(done.returncode, 6, done.stderr)
            self.assertRegex(done.stderr.decode(), r"CUDA: .*cudaError\w+")
            self.assertEqual(done.stderr.count(b"\n"), 1)
            self.assertFalse(os.path.exists(self.path("broken.proof")))


if __name__ == "__main__":
    unittest.main()
