#!/usr/bin/env python3
"""Checks the arrows between layers and the house rules that a program can check.

    check_layers.py [ROOT]        prints each violation as file:line: rule, exit code 1 if there is one
    check_layers.py --self-test   plants each kind of violation in a small tree and expects it to be found

Arrows. A file of src/LAYER may include its own layer and those named in ALLOWED. Of a back end, `stark` sees only the headers
directly in src/backend. Nothing in src includes cuda/. Public headers include only public headers. The verifier, that is
src/stark/verif*.{hpp,cpp} with all that they include, touches only VERIFIER.

House rules. Files have at most MAX_LINES lines; no unfinished work is marked in them; no paths of one machine.
"""

import os
import re
import sys
import tempfile

CHAIN = ["base", "field", "poly", "hash", "merkle", "transcript", "pcs", "air", "machine", "vm", "backend", "stark", "api", "cli"]
ALLOWED = {layer: set(CHAIN[:i + 1]) for i, layer in enumerate(CHAIN)}
ALLOWED["transcript"].remove("merkle")  # beside each other, both on top of hash

VERIFIER = {"base", "field", "hash", "merkle", "transcript", "pcs", "air", "machine", "stark", "squall"}
MAX_LINES = 400
FOLDERS = ["src", "include", "cuda", "riscv-guest", "examples", "tests", "benchmarks", "scripts", "cmake", "docs"]
TEXT = (".hpp", ".h", ".cpp", ".c", ".cc", ".S", ".ld", ".cu", ".cuh", ".py", ".sh", ".cmake", ".md", ".txt")
CODE = (".hpp", ".h", ".cpp", ".c", ".cc", ".cu", ".cuh")
# Written in two parts so that this file does not break its own rule.
FORBIDDEN = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|(?<![\w.])/(ho" r"me|ro" r"ot|wo" r"rk)/")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')


def files_of(root, folder, suffixes):
    for path, folders, names in os.walk(os.path.join(root, folder)):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "build", "__pycache__")))
        for name in sorted(names):
            if name.endswith(suffixes):
                yield os.path.relpath(os.path.join(path, name), root)


def read_lines(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read().split("\n")


class Checker:
    def __init__(self, root):
        self.root = root
        self.violations = []
        self.includes = {}  # file -> [(line, included path)], for all code under src and include
        for folder in ["src", "include"]:
            for path in files_of(root, folder, CODE):
                self.includes[path] = self.scan(path)

    def report(self, path, line, text):
        self.violations.append(f"{path}:{line}: {text}")

    def scan(self, path):
        found = []
        for number, line in enumerate(read_lines(self.root, path), 1):
            match = INCLUDE.match(line)
            if match and (match[1] == '"' or match[2].startswith("squall/")):
                found.append((number, match[2]))
        return found

    def check_arrows(self):
        for path, included in self.includes.items():
            layer = path.split("/")[1] if path.startswith("src/") else "public"
            if layer != "public" and layer not in ALLOWED:
                self.report(path, 1, f"src/{layer} is not a layer")
                continue
            for line, target in included:
                problem = self.arrow_problem(layer, target)
                if problem:
                    self.report(path, line, f'"{target}": {problem}')

    @staticmethod
    def arrow_problem(layer, target):
        first = target.split("/")[0]
        if first == "squall":
            return None
        if layer == "public":
            return "a public header includes only public headers"
        if first == "cuda":
            return "nothing in src includes cuda/"
        if first not in ALLOWED:
            return "includes begin with a layer or with squall/"
        if first not in ALLOWED[layer]:
            return f"{layer} may not use {first}"
        if layer == "stark" and first == "backend" and target.count("/") > 1:
            return "stark sees only the headers directly in backend/"
        return None

    def check_verifier(self):
        start = [p for p in self.includes if re.match(r"src/stark/verif[^/]*\.(hpp|cpp)$", p)]
        reached = {path: path for path in start}  # file -> how it was reached
        queue = list(start)
        while queue:
            path = queue.pop()
            for line, target in self.includes.get(path, []):
                if target.split("/")[0] not in VERIFIER:
                    self.report(path, line, f'"{target}": the verifier must not depend on it (by {reached[path]})')
                    continue
                file = f"include/{target}" if target.startswith("squall/") else f"src/{target}"
                if file in self.includes and file not in reached:
                    reached[file] = f"{reached[path]} > {target}"
                    queue.append(file)
        return bool(start)

    def check_house_rules(self):
        paths = [p for folder in FOLDERS for p in files_of(self.root, folder, TEXT)]
        paths += [p for p in ["CMakeLists.txt", "README.md"] if os.path.exists(os.path.join(self.root, p))]
        for path in paths:
            lines = read_lines(self.root, path)
            count = len(lines) - (lines[-1] == "")
            if count > MAX_LINES and not path.endswith(".md"):
                self.report(path, count, f"{count} lines, more than {MAX_LINES}")
            for number, line in enumerate(lines, 1):
                match = FORBIDDEN.search(line)
                if match:
                    self.report(path, number, f"forbidden: {match[0]}")

    def run(self):
        self.check_arrows()
        self.check_verifier()
        self.check_house_rules()
        return self.violations


GOOD = {
    "src/base/a.hpp": "#include <vector>\n",
    "src/hash/a.hpp": '#include "base/a.hpp"\n',
    "src/merkle/a.hpp": '#include "hash/a.hpp"\n',
    "src/pcs/a.hpp": '#include "merkle/a.hpp"\n#include "squall/a.hpp"\n',
    "src/backend/backend.hpp": '#include "pcs/a.hpp"\n',
    "src/backend/cpu/cpu.hpp": '#include "backend/backend.hpp"\n',
    "src/stark/prover.cpp": '#include "backend/backend.hpp"\n',
    "src/stark/verifier.cpp": '#include "stark/claim.hpp"\n',
    "src/stark/claim.hpp": '#include "pcs/a.hpp"\n',
    "src/api/a.cpp": '#include "backend/cpu/cpu.hpp"\n',
    "include/squall/a.hpp": "#pragma once\n",
    "docs/a.md": "fine\n",
}
# file, its contents, a part of the report
PLANTED = [
    ("src/base/b.hpp", '#include "hash/a.hpp"\n', "base may not use hash"),
    ("src/transcript/b.hpp", '#include "merkle/a.hpp"\n', "transcript may not use merkle"),
    ("src/stark/b.cpp", '  #  include "backend/cpu/cpu.hpp"\n', "directly in backend/"),
    ("src/stark/b.cpp", '#include "api/a.hpp"\n', "stark may not use api"),
    ("src/vm/b.cpp", '#include "cuda/kernel.hpp"\n', "cuda/"),
    ("src/vm/b.cpp", '#include "interpreter.hpp"\n', "begin with a layer"),
    ("src/misc/b.cpp", "\n", "not a layer"),
    ("include/squall/b.hpp", '#include "base/a.hpp"\n', "only public headers"),
    ("src/stark/verify_b.cpp", '#include "backend/backend.hpp"\n', "the verifier must not depend"),
    ("src/pcs/a.hpp", '#include "poly/ntt.hpp"\n', "the verifier must not depend"),  # reached through claim.hpp
    ("src/vm/b.cpp", "\n" * 401, "401 lines"),
    ("src/vm/b.cpp", "// TO" "DO: later\n", "forbidden"),
    ("docs/b.md", "see /ho" "me/someone/x\n", "forbidden"),
]


def write_tree(root, files):
    for path, text in files.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


def self_test():
    with tempfile.TemporaryDirectory() as root:
        write_tree(root, GOOD)
        found = Checker(root).run()
        if found:
            return [f"a good tree is rejected: {found}"]
    failures = []
    for path, text, expected in PLANTED:
        with tempfile.TemporaryDirectory() as root:
            write_tree(root, GOOD | {path: text})
            found = Checker(root).run()
            if len(found) != 1 or expected not in found[0] or not found[0].startswith(path):
                failures.append(f"planted in {path}, expected '{expected}', found {found}")
    return failures


def main():
    if sys.argv[1:] == ["--self-test"]:
        problems, title = self_test(), f"self-test, {len(PLANTED)} planted violations"
    else:
        root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
        checker = Checker(root)
        problems, title = checker.run(), f"{len(checker.includes)} files of src and include"
    for problem in problems:
        print(problem)
    print(f"layers: {title}: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
