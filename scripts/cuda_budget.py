#!/usr/bin/env python3
"""Compares the device code of a build with cuda/budget.json, or writes that file.

    cuda_budget.py BUILD            compare: exit 1 and a list of what is worse
    cuda_budget.py BUILD --write    the build becomes the budget
    cuda_budget.py BUILD --table    print kernels, registers, spills and multiplies of the widest architecture

Per kernel and architecture: registers, bytes of stack, spilling instructions (LDL + STL), static shared memory, and the
counts of multiplies (IMAD, and the wide and high ones). Per source: seconds that nvcc took, with a generous allowance,
for machines differ.
"""

import argparse
import glob
import json
import os
import re
import subprocess
import sys

import cubin

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUDGET = os.path.join(ROOT, "cuda", "budget.json")
FIELDS = ["registers", "stack", "spills", "shared", "imad", "imad_wide"]
LIMITED = ["registers", "stack", "spills", "shared"]
SECONDS_FACTOR, SECONDS_MORE = 4, 60


def without_parameters(name):
    """The name up to its parameter list, template arguments kept."""
    depth = 0
    for i, c in enumerate(name):
        depth += (c == "<") - (c == ">")
        if c == "(" and depth == 0:
            return name[:i]
    return name


def demangle(names):
    text = subprocess.run(["c++filt"], input="\n".join(names), capture_output=True, text=True, check=True).stdout
    result = {}
    for name, readable in zip(names, text.splitlines()):
        readable = re.sub(r"\(anonymous namespace\)::|\b_INTERNAL_\w+::", "", readable)
        readable = re.sub(r"\bsquall::(cuda::)?", "", without_parameters(readable))
        result[name] = re.sub(r"^(void|int) ", "", readable)
    if len(set(result.values())) != len(names):
        sys.exit("two kernels of one source have the same name without parameters")
    return result


def objects(build):
    folder = os.path.join(build, "cuda", "CMakeFiles", "squall_cuda.dir")
    return sorted(glob.glob(os.path.join(folder, "**", "*.cu.o"), recursive=True)), folder


def seconds_of(build):
    """object path relative to the build -> seconds, from ninja's log."""
    seconds = {}
    try:
        with open(os.path.join(build, ".ninja_log"), encoding="utf-8") as log:
            for line in log:
                parts = line.rstrip("\n").split("\t")
                if len(parts) >= 4:
                    seconds[parts[3]] = (int(parts[1]) - int(parts[0])) / 1000
    except OSError:
        pass
    return seconds


def measure(build):
    paths, folder = objects(build)
    if not paths:
        sys.exit(f"{folder}: no object files; build the target squall_cuda with nvcc first")
    times = seconds_of(build)
    kernels, sources = {}, {}
    for path in paths:
        source = os.path.relpath(path, folder)[: -len(".o")]
        if os.path.relpath(path, build) in times:
            sources[source] = round(times[os.path.relpath(path, build)])
        found = cubin.kernels_of(path)
        names = demangle(sorted({k.name for k in found}))
        for k in found:
            row = [k.registers, k.stack, k.spills, k.shared, k.operations["IMAD"],
                   k.operations["IMAD.WIDE"] + k.operations["IMAD.HI"]]
            kernels.setdefault(f"{source}: {names[k.name]}", {})[k.architecture] = row
    return {"fields": FIELDS, "kernels": kernels, "seconds": sources}


def write(measured):
    lines = []
    for name, rows in sorted(measured["kernels"].items()):
        cells = ", ".join(f'"{a}": {json.dumps(rows[a])}' for a in sorted(rows, key=lambda a: int(a[3:])))
        lines.append(f"    {json.dumps(name)}: {{{cells}}}")
    seconds = [f"    {json.dumps(s)}: {t}" for s, t in sorted(measured["seconds"].items())]
    with open(BUDGET, "w", encoding="utf-8") as file:
        file.write('{\n  "fields": %s,\n  "kernels": {\n%s\n  },\n  "seconds": {\n%s\n  }\n}\n'
                   % (json.dumps(FIELDS), ",\n".join(lines), ",\n".join(seconds)))


def compare(measured, budget):
    problems = []
    for name, rows in sorted(measured["kernels"].items()):
        known = budget["kernels"].get(name)
        if known is None:
            problems.append(f"{name}: not in the budget")
            continue
        for architecture, row in rows.items():
            if architecture not in known:
                continue
            for field in LIMITED:
                i = FIELDS.index(field)
                if row[i] > known[architecture][i]:
                    problems.append(f"{name}, {architecture}: {field} {row[i]}, budget {known[architecture][i]}")
    problems += [f"{name}: in the budget, but not in the build" for name in sorted(budget["kernels"])
                 if name not in measured["kernels"]]
    for source, seconds in measured["seconds"].items():
        limit = SECONDS_FACTOR * budget["seconds"].get(source, 0) + SECONDS_MORE
        if seconds > limit:
            problems.append(f"{source}: {seconds} s to compile, budget {limit} s")
    return problems


def table(measured):
    print(f"{'kernel':90} {'arch':>7} " + " ".join(f"{f:>9}" for f in FIELDS))
    for name, rows in sorted(measured["kernels"].items()):
        for architecture in sorted(rows, key=lambda a: int(a[3:])):
            print(f"{name[:90]:90} {architecture:>7} " + " ".join(f"{x:9}" for x in rows[architecture]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    measured = measure(arguments.build)
    spilling = sum(1 for rows in measured["kernels"].values() for row in rows.values() if row[FIELDS.index("spills")])
    print(f"{len(measured['kernels'])} kernels, {spilling} of their images spill, "
          f"{sum(measured['seconds'].values())} s of nvcc")
    if arguments.table:
        return table(measured)
    if arguments.write:
        return write(measured)
    with open(BUDGET, encoding="utf-8") as file:
        problems = compare(measured, json.load(file))
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(f"{len(problems)} over budget; if that is meant, cuda_budget.py BUILD --write")
    return None


if __name__ == "__main__":
    main()
