"""`squall profile`: its numbers add up, and its files are what viewers expect."""

import re
import unittest
import xml.etree.ElementTree

import elves
from kit import CommandTest


class Profile(CommandTest):
    def test_numbers_add_up(self):
        run, report = self.json("run", self.good), self.json("profile", self.good)
        self.assertEqual(report["instructions"], run["instructions"])
        functions = report["functions"]
        for unit in ["instructions", "cells"]:
            self.assertEqual(sum(f["self_" + unit] for f in functions), report[unit])
            self.assertTrue(all(f["self_" + unit] <= f["total_" + unit] <= report[unit] for f in functions
                                if f["total_" + unit] or not f["self_" + unit]))
        self.assertGreater(report["cells"], 30 * report["instructions"])
        self.assertGreater(report["memory_bytes"], 0)
        self.assertEqual(sorted((f["self_cells"] for f in functions), reverse=True), [f["self_cells"] for f in functions])

    def test_table(self):
        text = self.succeed("profile", self.good, "--top", 1)
        self.assertIn("executed  ", text)
        self.assertRegex(text, r"100\.0 %")

    def test_files(self):
        for unit in ["cells", "instructions"]:
            folded, svg = self.path(unit + ".folded"), self.path(unit + ".svg")
            report = self.json("profile", self.good, "--folded", folded, "--svg", svg, "--unit", unit)
            lines = self.read(unit + ".folded").decode().splitlines()
            self.assertTrue(all(re.fullmatch(r"\S.* \d+", line) for line in lines))
            self.assertEqual(sum(int(line.rsplit(" ", 1)[1]) for line in lines), report[unit])
            drawing = xml.etree.ElementTree.fromstring(self.read(unit + ".svg").decode())
            titles = [t.text for t in drawing.iter("{http://www.w3.org/2000/svg}title")]
            self.assertTrue(titles and f"{report[unit]} {unit} (100.00 %)" in titles[0])

    def test_failures(self):
        trap = self.file("trap.elf", elves.program([0]))
        self.fail_with(3, "profile", trap, "--svg", self.path("not.svg"), says="illegal instruction")
        self.fail_with(2, "profile", self.good, "--unit", "hours", says="hours")
        self.fail_with(2, "profile", self.good, "--svg", self.path("no/such/folder.svg"), says="does not exist")
        self.fail_with(2, "profile", self.path("missing.elf"), says="missing.elf")


if __name__ == "__main__":
    unittest.main()
