#!/usr/bin/env bash
# Installs the Debian packages that building and testing need, as far as they are missing. Root or sudo is only needed when
# something is.

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

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || die "install.sh: needs root or sudo to install: ${missing[*]}"
  as_root=(sudo)
fi
say "installing ${missing[*]}"
apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 "$@"
}
install_missing() { apt_get install -y --no-install-recommends "${missing[@]}"; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The package lists may be absent or out of date: fetch them only if it does not work without.
if ! install_missing >"$log" 2>&1; then
  quietly "$log" apt_get update
  quietly "$log" install_missing
fi
