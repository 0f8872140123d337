# shellcheck shell=bash
# Sourced by the other scripts: where things are, how to talk, how to build.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
builds=${SQUALL_BUILDS:-$root/build} # one folder per preset below it

# Compilers want about 1.5 GiB each on the larger files.
jobs_for_build() {
  local cores gib
  cores=$(nproc)
  gib=$(awk '/MemAvailable/ {print int($2 / 1572864)}' /proc/meminfo)
  echo $((gib < 1 ? 1 : gib < cores ? gib : cores))
}

say() { printf '%s\n' "$*"; }

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# quietly LOG COMMAND...: output goes to LOG; if the command fails the end of LOG is shown.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if "$@" >"$log" 2>&1; then return 0; fi
  say "failed: $*"
  say "the end of $log:"
  tail -n 60 "$log"
  return 1
}

# configure PRESET [cmake options...]
configure() {
  local preset=$1
  shift
  local launcher=()
  if command -v ccache >/dev/null; then
    launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  (cd "$root" && quietly "$builds/$preset.configure.log" cmake --preset "$preset" -B "$builds/$preset" "${launcher[@]}" "$@")
}

# build PRESET [targets...]
build() {
  local preset=$1
  shift
  quietly "$builds/$preset.build.log" ninja -C "$builds/$preset" -j "$(jobs_for_build)" "$@"
}
