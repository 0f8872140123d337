#!/usr/bin/env python3
"""Gathers what the stages of gpu-check.sh left in a folder: writes results.json there and prints a readable table.

    gpu_table.py FOLDER --commit HASH --failed "stage stage"
"""

import argparse
import datetime
import glob
import json
import os


def read_lines(path):
    """One JSON object per line; lines that are none are skipped: a stage may have been cut off."""
    rows = []
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                try:
                    rows.append(json.loads(line))
                except ValueError:
                    continue
    return rows


def read_json(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def gather(folder):
    proofs = {}
    for path in sorted(glob.glob(os.path.join(folder, "prove.*.json"))):
        result = read_json(path)
        if result:
            proofs[os.path.basename(path).split(".")[1]] = result
    return {
        "devices": read_json(os.path.join(folder, "devices.json")),
        "device": read_lines(os.path.join(folder, "device.jsonl")),
        "kernels": read_lines(os.path.join(folder, "kernels.jsonl")),
        "proofs": proofs,
    }


def fields(row):
    return "  ".join(f"{k} {v:.4g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items() if k != "name")


def print_table(results):
    print(f"commit {results['commit']}, {results['date']}; failed stages: {' '.join(results['failed']) or 'none'}")
    for title in ("device", "kernels"):
        if results[title]:
            print(f"\n{title}")
        for row in results[title]:
            print(f"  {row.get('name', ''):28} {fields(row)}")
    for n, proof in results["proofs"].items():
        seconds = proof.get("prove_seconds", 0)
        rate = proof.get("instructions", 0) / seconds / 1e6 if seconds else 0
        print(f"\nproof of about 2^{n} instructions: {seconds:.3f} s, {rate:.1f} MHz, {proof.get('backend', '')}")
        for phase in proof.get("phases", []):
            print(f"  {phase['phase']:28} {phase['seconds']:9.4f} s  {100 * phase['share']:5.1f} %")
        for kernel in proof.get("kernels", [])[:15]:
            share = kernel["floor_seconds"] / kernel["seconds"] if kernel.get("seconds") else 0
            print(f"  {kernel['kernel']:28} {kernel['seconds']:9.4f} s  {kernel['launches']:7} launches  "
                  f"{kernel['bytes'] / 1e9:8.2f} GB  {100 * share:5.1f} % of the floor")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--commit", default="unknown")
    parser.add_argument("--failed", default="")
    arguments = parser.parse_args()
    results = {"date": datetime.date.today().isoformat(), "commit": arguments.commit,
               "command": "scripts/gpu-check.sh", "failed": arguments.failed.split()}
    results.update(gather(arguments.folder))
    with open(os.path.join(arguments.folder, "results.json"), "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)
    print_table(results)


if __name__ == "__main__":
    main()
