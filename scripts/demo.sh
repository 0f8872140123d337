#!/usr/bin/env bash
# From a clean clone to a verified proof: installs what is missing, builds, and proves the SHA-256 of a file that the proof
# does not show.
#
#   scripts/demo.sh [FILE]        the file to hash; by default this project's license

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

file=${1:-$root/LICENSE}
[ -r "$file" ] || die "demo.sh: cannot read $file"

"$root/scripts/install.sh"
say "building (the first time takes a few minutes)"
configure release
build release squall guests

squall=$builds/release/src/cli/squall
program=$builds/release/guests/sha256.elf
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

say "proving the SHA-256 of $file ($(stat -c %s "$file") bytes)"
say
"$squall" prove "$program" --input "$file" --output "$folder/proof"
"$squall" verify "$folder/proof" --program "$program"

expected=$(sha256sum "$file" | cut -d ' ' -f 1)
proven=$("$squall" verify "$folder/proof" --program "$program" --json |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["output_hex"])')
[ "$proven" = "$expected" ] || die "demo.sh: the proof says $proven, sha256sum says $expected"
say "compared  sha256sum says the same: $expected"
