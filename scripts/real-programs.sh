#!/usr/bin/env bash
# Real programs as guests: zlib and Lua from Debian's source packages, and the guest sha256. Each is run as native twin, under
# qemu-riscv32 and by `squall run`; the outputs must be the same, and a table says how fast both RISC-V ways are (processor time of
# the whole process). Runs that are short enough are proven and verified too. Not part of the tests: it downloads sources.
#
#   scripts/real-programs.sh
#
# SQUALL_BUILDS   folder of the build folders (default: build); this script uses release and real-programs below it
# SQUALL_COMMAND   the squall command to use, instead of building one
# SQUALL_PROVE_LIMIT   most instructions of a run that is proven (default: 5000000)

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

work=$builds/real-programs
limit=${SQUALL_PROVE_LIMIT:-5000000}
mkdir -p "$work"

# apt-get with package lists, cache and sources of its own: the system's lists, asked for source packages.
fetch_sources() {
  local apt=$work/apt file
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/sources"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    case $file in
      *.list | *.sources) [ ! -r "$file" ] || sed -E 's/^Types:.*/Types: deb-src/; s/^deb /deb-src /' "$file" >"$apt/sources/${file##*/}" ;;
    esac
  done
  local options=(-qq -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$apt/sources" -o "Dir::State::Lists=$apt/lists"
    -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=)
  apt-get "${options[@]}" update && (cd "$work" && apt-get "${options[@]}" source zlib lua5.4)
}

# folder_of PATTERN: the one folder of that name.
folder_of() {
  find "$work" -maxdepth 1 -type d -name "$1" | sort | tail -n 1
}

write_project() {
  # Debian's Lua asks for this when it is built; only paths of modules depend on it.
  mkdir -p "$work/include"
  echo '#define DEB_HOST_MULTIARCH "none"' >"$work/include/lua5.4-deb-multiarch.h"
  cat >"$work/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(real_programs LANGUAGES C CXX)
include($root/riscv-guest/SquallGuest.cmake)
set(zlib $(folder_of 'zlib-1*'))
set(lua $(folder_of 'lua5.4-*')/src)
squall_add_guest(zlib $root/tests/guest/real/zlib.c
  \${zlib}/adler32.c \${zlib}/compress.c \${zlib}/crc32.c \${zlib}/deflate.c \${zlib}/inffast.c \${zlib}/inflate.c
  \${zlib}/inftrees.c \${zlib}/trees.c \${zlib}/uncompr.c \${zlib}/zutil.c INCLUDES \${zlib} OPTIONS -w)
# Everything but the programs, and what needs files, processes or the time.
file(GLOB parts \${lua}/*.c)
list(FILTER parts EXCLUDE REGEX "/(lua|luac|linit|liolib|loslib|loadlib|ldblib|ltests)\\\\.c\$")
squall_add_guest(lua_guest $root/tests/guest/real/lua.c \${parts} INCLUDES \${lua} $work/include
  OPTIONS -w "-Dluai_makeseed(L)=1" HEAP 0x10000000)
target_compile_options(lua_guest_native PRIVATE "-Dluai_makeseed(L)=1")
target_link_libraries(lua_guest_native PRIVATE m)
squall_add_guest(sha256 $root/riscv-guest/programs/sha256/main.cpp ACCELERATORS)
END
}

# Some C source, repeated to SIZE bytes.
make_text() {
  local size=$1 text=$work/text.whole
  cat "$root"/riscv-guest/accelerators/*.cpp >"$text"
  while [ "$(stat -c %s "$text")" -lt "$size" ]; do
    cat "$text" "$text" >"$text.more" && mv "$text.more" "$text"
  done
  head -c "$size" "$text"
}

# checked COMMAND...: output to $work/output, what it says to $work/text.
checked() { "$@" >"$work/output" 2>"$work/text" || die "failed: $*: $(tail -n 3 "$work/text")"; }

# cpu_seconds COMMAND...: the least processor time of three runs, which others on the machine disturb less than the clock.
cpu_seconds() {
  local TIMEFORMAT='%U %S' _
  for _ in 1 2 3; do
    { time checked "$@"; } 2>&1
  done | awk '{total = $1 + $2; if (NR == 1 || total < least) least = total} END {print (least > 0 ? least : 0.001)}'
}

# wall_seconds COMMAND...
wall_seconds() {
  local begin=${EPOCHREALTIME/./}
  checked "$@"
  awk -v us=$((${EPOCHREALTIME/./} - begin)) 'BEGIN {print us / 1e6}'
}

json() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$@"; }

# measure NAME ELF NATIVE INPUT
measure() {
  local name=$1 elf=$2 native=$3 input=$4 qemu vm count status
  "$native" <"$input" >"$work/expected"
  "$root/riscv-guest/tools/qemu_run.py" "$elf" --input "$input" --keep "$work/image.elf"
  qemu=$(cpu_seconds qemu-riscv32 "$work/image.elf")
  cmp "$work/output" "$work/expected" || die "$name: qemu-riscv32 and the native twin differ"
  vm=$(cpu_seconds "$squall" run "$elf" --input "$input" --json)
  cp "$work/output" "$work/run.json"
  json "$work/run.json" output_hex | xxd -r -p | cmp - "$work/expected" || die "$name: squall run and the native twin differ"
  count=$(json "$work/run.json" instructions)
  status=-
  if [ "$count" -le "$limit" ]; then
    status=$(wall_seconds "$squall" prove "$elf" --input "$input" --output "$work/proof")
    checked "$squall" verify "$work/proof" --program "$elf"
  fi
  awk -v name="$name" -v count="$count" -v qemu="$qemu" -v vm="$vm" -v proof="$status" 'BEGIN {
    printf "%-28s %14d %8.2f s %8.0f M/s %8.2f s %8.0f M/s  %s\n", name, count, qemu, count / qemu / 1e6, vm, count / vm / 1e6,
      proof == "-" ? "-" : sprintf("%.1f s", proof)}'
}

for tool in apt-get dpkg-source qemu-riscv32 xxd; do
  command -v $tool >/dev/null || die "real-programs.sh: no $tool (Debian: apt, dpkg-dev, qemu-user, xxd)"
done
say "building"
squall=${SQUALL_COMMAND:-$builds/release/src/cli/squall}
if [ -z "${SQUALL_COMMAND:-}" ]; then
  configure release
  build release squall
fi
[ -e "$work/fetched" ] || { quietly "$work/fetch.log" fetch_sources && touch "$work/fetched"; }
write_project
quietly "$work/configure.log" cmake -S "$work" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release
quietly "$work/build.log" ninja -C "$work/build" -j "$(jobs_for_build)"

guests=$work/build/guests
make_text 16384 >"$work/text16k"
make_text 262144 >"$work/text256k"
make_text 4194304 >"$work/text4m"
printf '%-28s %14s %19s %23s  %s\n' "" instructions "qemu-riscv32" "squall run" proof
measure "zlib, 16 KiB" "$guests/zlib.elf" "$guests/zlib_native" "$work/text16k"
measure "zlib, 256 KiB" "$guests/zlib.elf" "$guests/zlib_native" "$work/text256k"
measure "zlib, 4 MiB" "$guests/zlib.elf" "$guests/zlib_native" "$work/text4m"
measure "Lua, work.lua" "$guests/lua_guest.elf" "$guests/lua_guest_native" "$root/tests/guest/real/work.lua"
measure "sha256, 256 KiB" "$guests/sha256.elf" "$guests/sha256_native" "$work/text256k"
measure "sha256, 4 MiB" "$guests/sha256.elf" "$guests/sha256_native" "$work/text4m"
