"""What each command prints, as text and as JSON."""

import json
import unittest

import elves
from kit import CommandTest, execute


class Commands(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proof = cls.make_proof()

    def has(self, report, **types):
        for key, kind in types.items():
            self.assertIn(key, report)
            self.assertIsInstance(report[key], kind, key)

    def test_help(self):
        overview = self.succeed("--help")
        for command in ["run", "prove", "verify", "inspect", "bench", "devices", "profile"]:
            self.assertIn(command, overview)
            text = self.succeed(command, "--help")
            for option in ["--json", "--threads", "--max-memory"]:
                self.assertIn(option, text, command)
            for line in text.splitlines():
                self.assertLessEqual(len(line), 130, line)
        self.assertIn("Exit codes", overview)
        self.assertRegex(self.succeed("--version"), r"^squall \d+\.\d+\.\d+\n$")

    def test_run(self):
        text = self.succeed("run", self.good)
        self.assertIn("exit code 0  output 6869", text)
        self.assertIn("instructions", text)
        report = self.json("run", self.good)
        self.has(report, program_id=str, instructions=int, run_seconds=float, instructions_per_second=float, exit_code=int,
                 output_hex=str, text=str, opcodes=dict)
        self.assertEqual((report["exit_code"], report["output_hex"], report["text"]), (0, "6869", ""))
        self.assertEqual(sum(report["opcodes"].values()), report["instructions"])
        self.assertEqual(len(report["program_id"]), 64)

    def test_text_of_the_guest(self):
        message = "no line end at the end"
        guest = self.file("talks.elf", elves.program(elves.show(message), message.encode()))
        self.assertTrue(self.succeed("run", guest).startswith(message + "\n"))
        self.assertEqual(self.json("run", guest)["text"], message)
        binary = self.file("binary.elf", elves.program(elves.show("ab"), b"\xff\xfe"))
        self.assertEqual(self.json("run", binary)["text"], "\ufffd\ufffd")

    def test_rv64_runs_and_is_not_proven(self):
        guest = self.file("wide.elf", elves.RV64)
        text = self.succeed("run", guest)
        self.assertIn("exit code 0  output 6869", text)
        self.assertIn("RV64, which cannot be proven yet  2 misaligned loads and stores", text)
        report = self.json("run", guest)
        self.assertEqual((report["xlen"], report["misaligned_accesses"], report["program_id"]), (64, 2, None))
        self.assertEqual((report["exit_code"], report["output_hex"], report["opcodes"]["ld"]), (0, "6869", 1))
        self.assertEqual(sum(report["opcodes"].values()), report["instructions"])
        self.assertEqual(self.json("run", self.good)["xlen"], 32)
        for command in [["prove", guest, "--output", self.path("wide.proof")], ["inspect", guest], ["inspect", guest, "--no-run"],
                        ["inspect", guest, "--machine"], ["bench", guest], ["verify", self.proof, "--program", guest]]:
            self.fail_with(2, *command, says="RV64 program: it can be run, but not yet proven")

    def test_prove(self):
        text = self.succeed("prove", self.good, "--output", self.path("text.proof"), "--parameters", "test")
        for word in ["program   good.elf  rv32im  id ", "proved  ", "security  0 bits proven, row \"test\"", "output 6869"]:
            self.assertIn(word, text)
        report = self.json("prove", self.good, "--output", self.path("json.proof"), "--parameters", "test", "--threads", 1)
        self.has(report, program_id=str, instructions=int, prove_seconds=float, instructions_per_second=float,
                 peak_memory_bytes=int, cells=int, cells_per_instruction=float, proof_bytes=int, proven_bits=int,
                 exit_code=int, output_hex=str, threads=int, parameters=str, cost=dict, phases=list)
        self.assertEqual(report["proof_bytes"], len(self.read("json.proof")))
        self.assertEqual((report["threads"], report["proven_bits"], report["output_hex"]), (1, 0, "6869"))
        self.assertEqual(report["program_id"], self.json("run", self.good)["program_id"])
        # Proofs are deterministic, and the number of threads does not matter.
        self.assertEqual(self.read("json.proof"), self.read("text.proof"))

    def test_verify(self):
        identity = self.json("run", self.good)["program_id"]
        for program in [self.good, identity, identity.upper()]:
            text = self.succeed("verify", self.proof, "--program", program, "--parameters", "test")
            self.assertIn("verified", text)
            self.assertIn("exit code 0  output 6869", text)
        report = self.json("verify", self.proof, "--program", identity, "--parameters", "test", "--output", self.path("out"))
        self.has(report, verified=bool, program_id=str, verify_seconds=float, proof_bytes=int, proven_bits=int, exit_code=int,
                 output_hex=str, parameters=str)
        self.assertEqual((report["verified"], report["program_id"], report["output_hex"]), (True, identity, "6869"))
        self.assertEqual(self.read("out"), b"hi")

    def test_inspect_program(self):
        text = self.succeed("inspect", self.good)
        for word in ["program   id", "image", "input", "output", "executed", "proving", "range"]:
            self.assertIn(word, text)
        report = self.json("inspect", self.good)
        self.has(report, program_id=str, entry=int, segments=list, instructions=int, opcodes=dict, cost=dict)
        self.has(report["cost"], log_rows=int, cells=int, estimated_memory_bytes=int, chips=list)
        self.has(report["cost"]["chips"][0], chip=str, rows=int, log_heights=list, main_columns=int, cells=int)
        self.assertEqual(report["entry"], elves.TEXT)
        self.assertNotIn("instructions", self.json("inspect", self.good, "--no-run"))

    def test_inspect_proof(self):
        self.assertIn("nothing below is verified", self.succeed("inspect", self.proof))
        report = self.json("inspect", self.proof)
        self.has(report, format_version=int, parameters=str, program_id=str, entry=int, exit_code=int, output_hex=str,
                 proof_bytes=int)
        self.assertEqual((report["kind"], report["parameters"], report["output_hex"]), ("proof", "test", "6869"))

    def test_bench(self):
        arguments = ["bench", self.good, "--runs", 1, "--parameters", "test"]
        self.assertIn("verify", self.succeed(*arguments))
        report = self.json(*arguments)
        self.has(report, instructions=int, prove_seconds=float, verify_seconds=float, proof_bytes=int, phases=list, cells=int,
                 peak_memory_bytes=int)
        self.assertGreater(len(report["phases"]), 5)

    def test_series_and_price(self):
        arguments = ["bench", self.good, "--runs", 1, "--parameters", "test", "--backend", "cpu", "--pipeline", 3]
        text = self.succeed(*arguments, "--price-per-hour", 3.6)
        self.assertRegex(text, r"price +[\d.e+]+ \$ per billion instructions\n")
        self.assertRegex(text, r"series +3 proofs in a row +[\d.]+ s +.* \$ per billion instructions\n")
        report = self.json(*arguments, "--price-per-hour", 3.6)
        self.has(report, dollars_per_billion_instructions=float, series=dict)
        self.has(report["series"], proofs=int, seconds=float, instructions_per_second=float,
                 dollars_per_billion_instructions=float)
        seconds = report["prove_seconds"] / report["instructions"] * 1e9
        self.assertAlmostEqual(report["dollars_per_billion_instructions"] / (seconds / 1000), 1, places=6)
        self.assertEqual(report["series"]["proofs"], 3)
        self.assertNotIn("series", self.json("bench", self.good, "--runs", 1, "--parameters", "test"))
        for wrong in [["--pipeline", 0], ["--price-per-hour", -1], ["--price-per-hour", "x"]]:
            self.fail_with(2, "bench", self.good, *wrong, says=wrong[0])

    def test_exit_codes_of_guests(self):
        guest = self.file("seven.elf", elves.program(elves.output_two_bytes(7)))
        self.assertIn("exit code 7", self.succeed("run", guest, code=3))
        self.assertEqual(self.json("run", guest, code=3)["exit_code"], 7)
        self.fail_with(3, "prove", guest, "--output", self.path("no.proof"), says=["exited with code 7", "expected 0"])
        self.fail_with(3, "prove", self.good, "--output", self.path("no.proof"), "--exit-code", 7, says="expected 7")
        proof = self.make_proof("seven.proof", guest, "--exit-code", "7")
        verify = ["verify", proof, "--program", guest, "--parameters", "test"]
        self.assertIn("exit code 7", self.succeed(*verify, "--exit-code", 7))
        self.fail_with(4, *verify, says=["exit code 7", "expected 0"])
        self.fail_with(4, *verify, "--exit-code", 8, says="expected 8")

    def test_profile(self):
        self.make_proof("profiled.proof", None, "--profile", self.path("profile.json"))
        profile = json.loads(self.read("profile.json"))
        events = profile["traceEvents"]
        names = {event["name"] for event in events}
        self.assertLessEqual({"execute", "fill", "commit main", "zerocheck", "whir"}, names)
        for event in events:
            self.assertEqual(event["ph"], "X")
            self.has(event, name=str, pid=int, tid=int, ts=float, dur=float)
            self.assertGreaterEqual(event["dur"], 0)

    def test_quiet_without_a_terminal(self):
        done = execute("prove", self.good, "--output", self.path("quiet.proof"), "--parameters", "test")
        self.assertEqual(done.stderr, b"")
        done = execute("prove", self.good, "--output", self.path("quiet.proof"), "--parameters", "test", "--progress")
        self.assertIn(b"execute", done.stderr)


if __name__ == "__main__":
    unittest.main()
