#!/usr/bin/env python3
"""Installs a build into a temporary prefix, moves the prefix, and builds and runs the consumer project against it.

    check_install.py --cmake CMAKE --generator NAME --compiler CXX --build FOLDER --source FOLDER --version X.Y.Z
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
HEADERS = ["devices.hpp", "error.hpp", "oracle.hpp", "params.hpp", "profile.hpp", "program.hpp", "proof.hpp",
           "prover.hpp", "squall.h", "verifier.hpp", "version.hpp"]


def run(*command, code=0):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != code:
        sys.exit(f"{' '.join(command)}\nexit code {done.returncode}, expected {code}\n{done.stdout}")
    return done.stdout


def check(condition, what):
    if not condition:
        sys.exit(f"failed: {what}")


def check_prefix(prefix, options):
    for header in HEADERS:
        check(os.path.exists(f"{prefix}/include/squall/{header}"), f"header {header} is installed")
    check(sorted(os.listdir(f"{prefix}/include")) == ["squall"], "only public headers are installed")
    check(run(f"{prefix}/bin/squall", "--version").strip() == f"squall {options.version}", "the command says its version")
    package = next(path for path, _, files in os.walk(prefix) if "squallConfig.cmake" in files)
    for name in os.listdir(package):
        with open(os.path.join(package, name), encoding="utf-8") as file:
            text = file.read()
        check(options.source not in text and options.build not in text, f"{name} names no folder of the build")
        check("squall_options" not in text, f"{name} leaks no options of the build")


def main():
    parser = argparse.ArgumentParser()
    for name in ["cmake", "generator", "compiler", "build", "source", "version"]:
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        run(options.cmake, "--install", options.build, "--prefix", f"{folder}/first")
        prefix = f"{folder}/prefix"
        shutil.move(f"{folder}/first", prefix)  # a package must not depend on where it was installed
        check_prefix(prefix, options)

        shutil.copytree(os.path.join(HERE, "consumer"), f"{folder}/consumer")
        build = f"{folder}/build"
        run(options.cmake, "-S", f"{folder}/consumer", "-B", build, "-G", options.generator, "-DCMAKE_BUILD_TYPE=Release",
            f"-DCMAKE_CXX_COMPILER={options.compiler}", f"-DCMAKE_PREFIX_PATH={prefix}")
        run(options.cmake, "--build", build)

        check(run(f"{build}/from_c").strip() == options.version, "the C interface works")
        symbols = run("nm", "-C", f"{build}/verify")
        check("squall::verify(" in symbols, "the verifier's symbols can be seen")
        for name in ["stark_prove", "CpuBackend", "ProvingKey", "squall::execute"]:
            check(name not in symbols, f"who verifies does not link {name}")
        reason = run(f"{build}/verify", f"{folder}/consumer/double.c", "0" * 64, code=1)
        check("magic" in reason, "what is no proof is rejected with a reason")

        elf = f"{build}/guests/double.elf"
        if not os.path.exists(elf):
            print("skipped: proving, since the RISC-V compiler was not found")
            return
        identity = run(f"{build}/prove", elf, f"{folder}/double.proof").strip()
        check(run(f"{build}/verify", f"{folder}/double.proof", identity).split() == ["1", "42"], "the proof verifies")
        reason = run(f"{build}/verify", f"{folder}/double.proof", "0" * 64, code=1)
        check("expected " + "0" * 64 in reason, "a proof of another program is rejected with a reason")
        run(f"{prefix}/bin/squall", "verify", f"{folder}/double.proof", "--program", elf, "--parameters", "test")
    print("installed, moved, built and run")


if __name__ == "__main__":
    main()
