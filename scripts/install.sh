#!/usr/bin/env bash
# Installs the Debian packages that building and testing need, as far as they are missing. Root or sudo is only needed when
# something is.
#
# SQUALL_RUST=1   also Rust with the sources of its library, for guest programs in Rust: half a gigabyte. Without it, and where
#                 these packages cannot be had, the tests of such programs are skipped.

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

packages=(
  # build
  g++ cmake ninja-build libfmt-dev nlohmann-json3-dev libcli11-dev python3
  # guest programs
  gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf libstdc++-arm-none-eabi-newlib
  # tests and benchmarks
  catch2 libbenchmark-dev libgmp-dev qemu-user
  # fuzzing; the first clang with std::source_location
  clang-16 libclang-rt-16-dev
)

command -v dpkg-query >/dev/null || die "install.sh: not a Debian system; needed are: ${packages[*]}"

# Prints those of its arguments that are not installed.
missing_of() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
  done
}

mapfile -t missing < <(missing_of "${packages[@]}")
rust=()
[ "${SQUALL_RUST:-0}" != 1 ] || mapfile -t rust < <(missing_of rustc-web cargo-web rust-web-src)
[ $((${#missing[@]} + ${#rust[@]})) -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || die "install.sh: needs root or sudo to install: ${missing[*]} ${rust[*]}"
  as_root=(sudo)
fi
apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 "$@"
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The package lists may be absent or out of date: fetch them only if it does not work without.
install() {
  say "installing $*"
  apt_get install -y --no-install-recommends "$@" >"$log" 2>&1 && return
  quietly "$log" apt_get update && quietly "$log" apt_get install -y --no-install-recommends "$@"
}
[ ${#missing[@]} -eq 0 ] || install "${missing[@]}"
[ ${#rust[@]} -eq 0 ] || install "${rust[@]}" || say "going on without Rust"
