#!/usr/bin/env bash
# Builds a guest program in Rust: a Cargo package with one binary that depends on the crate squall-guest (../rust).
#
#   build_rust_guest.sh PACKAGE OUTPUT.elf [--std] [--heap BYTES] [--stack BYTES] [--build FOLDER] [-- cargo options...]
#   build_rust_guest.sh PACKAGE OUTPUT --native [--build FOLDER] [-- cargo options...]      the native twin
#   build_rust_guest.sh --check        only says whether the tools are there: exit code 0, or 77 and what is missing
#
# Without --std the program has core and alloc (target riscv32im-unknown-none-elf), with it all of std
# (riscv32im-risc0-zkvm-elf). Nothing is written into PACKAGE: Cargo's files, the lock file too, lie in FOLDER (default:
# OUTPUT.elf.build). Several programs may share a FOLDER; the standard library is then built once for each target.
#
# Needs rustc and cargo with the sources of the standard library, which is built along: on Debian 12
# `apt-get install rustc-web cargo-web rust-web-src`. RUSTC and CARGO choose others. Debian's sources come with all
# they depend on, so nothing is downloaded: crates other than squall-guest are then packages of one's own, by path.

set -euo pipefail

sdk=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
die() {
  printf 'build_rust_guest.sh: %s\n' "$*" >&2
  exit "${status:-1}"
}

# Sets rustc, cargo and library, the folder of the standard library's sources, or fails with exit code 77.
find_rust() {
  local status=77 folder
  for folder in "" $(type -ap rustc | xargs -r -n 1 dirname) /usr/bin; do
    rustc=${RUSTC:-$folder/rustc} cargo=${CARGO:-$folder/cargo}
    if [ ! -x "$rustc" ] || [ ! -x "$cargo" ]; then continue; fi
    library=$("$rustc" --print sysroot)/lib/rustlib/src/rust/library
    [ ! -e "$library/Cargo.lock" ] || break
    library=
  done
  [ -n "${library:-}" ] || die "no rustc and cargo with the sources of the standard library. On Debian 12:" \
    "apt-get install rustc-web cargo-web rust-web-src"
  command -v riscv64-unknown-elf-ld >/dev/null || die "no riscv64-unknown-elf-ld. On Debian 12: apt-get install" \
    "gcc-riscv64-unknown-elf"
}

if [ "${1:-}" = --check ]; then
  find_rust
  exit 0
fi
if [ $# -lt 2 ] || [[ $1 == -* ]] || [[ $2 == -* ]]; then
  die "usage: build_rust_guest.sh PACKAGE OUTPUT.elf [--std] [--heap BYTES] [--stack BYTES] [--build FOLDER] [-- ...]"
fi
package=$(realpath "$1") output=$(realpath -m "$2")
build=$output.build heap=0x4000000 stack=0x100000 std='' native=''
shift 2
while [ $# -gt 0 ]; do
  case $1 in
    --std) std=yes && shift && continue ;;
    --native) native=yes && shift && continue ;;
    --) shift && break ;;
    --heap | --stack | --build) [ $# -ge 2 ] || die "$1 needs a value" ;;&
    --heap) heap=$2 ;;
    --stack) stack=$2 ;;
    --build) build=$(realpath -m "$2") ;;
    *) die "unknown option $1" ;;
  esac
  shift 2
done
[ -r "$package/Cargo.toml" ] || die "no $package/Cargo.toml"
name=$(sed -n '/^\[package\]/,/^\[/s/^name *= *"\(.*\)".*/\1/p' "$package/Cargo.toml")
[ -n "$name" ] || die "$package/Cargo.toml: no name in [package]"
find_rust

options=(--release --target-dir "$build" --manifest-path "$package/Cargo.toml" -Zlockfile-path
  --config "resolver.lockfile-path='$build/lock/$name/Cargo.lock'")
if [ -d "$library/vendor" ]; then
  options+=(--offline --config "source.crates-io.replace-with='library'" --config "source.library.directory='$library/vendor'")
fi

mkdir -p "$build/lock/$name" "$(dirname "$output")"
# Building the standard library, and the place of the lock file, are only open to nightly compilers, or to those that are
# told to be one.
export RUSTC_BOOTSTRAP=1 RUSTC="$rustc"
if [ "$native" ]; then
  "$cargo" build --bin "$name" "${options[@]}" "$@"
  cp "$build/release/$name" "$output.new"
  mv "$output.new" "$output"
  exit
fi

# As for guests in C: the same memory map, symbols kept for tools/qemu_run.py. These are of the program alone: the standard
# library stays the same for all programs.
link=(-Clinker=riscv64-unknown-elf-ld -Clinker-flavor=ld -Clink-arg=-melf32lriscv "-Clink-arg=-T$sdk/runtime/guest.ld"
  -Clink-arg=--fatal-warnings -Clink-arg=--build-id=none -Clink-arg=--strip-debug
  "-Clink-arg=--defsym=squall_heap_size=$heap" "-Clink-arg=--defsym=squall_stack_size=$stack")
# Places of sources stay out of the text of panics.
flags=(-Cforce-unwind-tables=no "--remap-path-prefix=$sdk/rust=squall-guest" "--remap-path-prefix=$library=library")
target=riscv32im-unknown-none-elf library_options=(-Zbuild-std="core,alloc")
if [ "$std" ]; then
  # This target has no atomic instructions either, but expects them to be made ordinary ones; and it expects memcpy and its
  # kin from elsewhere. Stack traces cannot work in a guest.
  target=riscv32im-risc0-zkvm-elf
  flags+=(-Cpasses=lower-atomic)
  library_options=(-Zbuild-std="std,panic_abort" -Zbuild-std-features=compiler-builtins-mem)
fi
# The separator that Cargo wants between flags, for paths with spaces.
export CARGO_ENCODED_RUSTFLAGS
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && printf '%s' "${flags[*]}")
"$cargo" rustc --bin "$name" --target "$target" "${library_options[@]}" "${options[@]}" "$@" -- "${link[@]}"
cp "$build/$target/release/$name" "$output.new"
mv "$output.new" "$output"
