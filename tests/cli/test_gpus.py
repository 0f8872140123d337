"""Choosing, listing and losing GPUs: on this machine, whatever it has, and on one with two GPUs that are none."""

import json
import os
import subprocess
import unittest

from kit import CommandTest, execute

FAKE = os.environ["SQUALL_FAKE_COMMAND"]


def execute_fake(*arguments, failure=None):
    environment = dict(os.environ)
    if failure:
        environment["SQUALL_FAKE_GPU_FAILURE"] = failure
    return subprocess.run([FAKE, *map(str, arguments)], capture_output=True, timeout=300, check=False, env=environment)


class ThisMachine(CommandTest):
    def test_devices(self):
        report = self.json("devices")
        self.assertEqual(list(report), ["built", "architectures", "problem", "devices"])
        text = self.succeed("devices")
        self.assertEqual(text.count("\n"), max(1, len(report["devices"])))
        if not report["devices"]:
            self.assertTrue(report["problem"])
            self.assertEqual(text, f"no GPU can be used: {report['problem']}\n")

    def test_a_gpu_or_a_reason(self):
        usable = any(device["usable"] for device in self.json("devices")["devices"])
        path = self.path("choice.proof")
        prove = ["prove", self.good, "--parameters", "test", "--output", path]
        if usable:
            self.assertIn("cuda", json.loads(execute(*prove, "--json").stdout)["backend"])
        else:
            self.assertTrue(self.json(*prove)["backend"].startswith("cpu"))
            os.unlink(path)
            for backend in ["cuda", "cuda:0"]:
                self.fail_with(6, *prove, "--backend", backend)
                self.fail_with(6, "bench", self.good, "--parameters", "test", "--backend", backend)

    def test_the_cpu_by_name(self):
        prove = ["prove", self.good, "--parameters", "test", "--output", self.path("cpu.proof"), "--backend", "cpu"]
        self.assertRegex(self.succeed(*prove), r"proved .* by cpu \(\w+\) on \d+ thread")
        report = self.json(*prove)
        self.assertTrue(report["backend"].startswith("cpu"))
        self.assertEqual(report["backend_note"], "")


class TwoGpus(CommandTest):
    def output(self, *arguments, **options):
        done = execute_fake(*arguments, **options)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode()

    def prove(self, *arguments):
        return ["prove", self.good, "--parameters", "test", "--output", self.path("gpu.proof"), *arguments]

    def test_devices(self):
        lines = self.output("devices").splitlines()
        self.assertEqual(len(lines), 2)
        self.assertRegex(lines[0], r"^cuda:0  Fake 80  compute capability 9\.0  80\.0 GiB, 79\.0 GiB free  proves 2\^\d\d ")
        report = json.loads(self.output("devices", "--json"))
        self.assertTrue(report["built"])
        self.assertEqual(report["architectures"], ["8.0", "9.0"])
        self.assertEqual([device["number"] for device in report["devices"]], [0, 1])
        self.assertGreaterEqual(report["devices"][1]["log_instructions"], 20)

    def test_choice(self):
        self.make_proof("cpu.proof", None, "--backend", "cpu")
        for backend, name in [("auto", "cuda:0 (fake)"), ("cuda", "cuda:0 (fake)"), ("cuda:1", "cuda:1 (fake)")]:
            self.assertIn(f" by {name}  ", self.output(*self.prove("--backend", backend)))
            self.assertEqual(json.loads(self.output(*self.prove("--backend", backend, "--json")))["backend"], name)
            self.assertEqual(self.read("gpu.proof"), self.read("cpu.proof"))
        done = execute_fake(*self.prove("--backend", "cuda:2"))
        self.assertEqual(done.returncode, 6)
        self.assertEqual(done.stderr, b"squall: there is no GPU 2; there are GPU 0 (Fake 80), GPU 1 (Fake 8)\n")

    def test_failures(self):
        for verb in ["fill", "commit", "zerocheck round", "whir"]:
            done = execute_fake("prove", self.good, "--parameters", "test", "--output", self.path("none.proof"), failure=verb)
            self.assertEqual((done.returncode, done.stdout), (6, b""))
            self.assertRegex(done.stderr.decode(), rf"\Asquall: [^\n]*'{verb}'\n\Z")
            self.assertFalse(os.path.exists(self.path("none.proof")))

    def test_no_device_works(self):
        done = execute_fake(*self.prove("--json"), failure="device")
        self.assertEqual(done.returncode, 0)
        report = json.loads(done.stdout)
        self.assertTrue(report["backend"].startswith("cpu"))
        for text in [done.stderr.decode(), report["backend_note"]]:
            self.assertIn("GPU 0 (Fake 80) cannot be used: out of memory; GPU 1 (Fake 8) cannot be used: busy", text)
        done = execute_fake(*self.prove("--backend", "cuda:1"), failure="device")
        self.assertEqual((done.returncode, done.stderr), (6, b"squall: GPU 1 (Fake 8) cannot be used: busy\n"))

    def test_too_little_memory(self):
        done = execute_fake(*self.prove("--max-memory", "10M"))
        self.assertEqual(done.returncode, 5)
        self.assertRegex(done.stderr.decode(), r"proving \d+ instructions needs about \d+ MiB of device memory, the limit is 10 MiB")

    def test_bench(self):
        bench = ["bench", self.good, "--runs", 1, "--parameters", "test", "--pipeline", 2, "--price-per-hour", 2]
        text = self.output(*bench)
        self.assertRegex(text, r"kernels of one more proof +launches")
        self.assertRegex(text, r"\n  fill +1 +250\.000 ms +66\.7 % +3\.000 +50 %\n")
        self.assertIn("42 round trips", text)
        report = json.loads(self.output(*bench, "--json"))
        self.assertEqual(report["backend"], "cuda:0 (fake)")
        self.assertEqual([k["kernel"] for k in report["kernels"]], ["fill", "commit rows"])
        self.assertEqual(report["kernels"][0]["share_of_floor"], 0.5)
        self.assertEqual((report["round_trips"], report["uploaded_bytes"], report["downloaded_bytes"]), (42, 1e6, 1e3))


if __name__ == "__main__":
    unittest.main()
