#!/usr/bin/env bash
# Builds the full C++ standard library for guests (exceptions, RTTI, iostreams) from Debian's gcc-12-source, for the cross
# compiler gcc-riscv64-unknown-elf 12 and picolibc. Some minutes; only needed for squall_add_guest(... STDLIB).
#
#   scripts/build-libstdcxx.sh DEST [BUILD]    installs headers and libstdc++.a below DEST
#
# BUILD is a folder for sources and objects (default: DEST.build); it may be removed afterwards. Then:
#
#   cmake ... -DSQUALL_LIBSTDCXX=DEST

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# -ge 1 ] && [ $# -le 2 ] || die "usage: scripts/build-libstdcxx.sh DEST [BUILD]"
dest=$(realpath -m "$1")
work=$(realpath -m "${2:-$dest.build}")
case $dest/:$work/ in *" "*) die "build-libstdcxx.sh: GCC's build does not work in folders with spaces: $dest, $work" ;; esac

tarball=$(find /usr/src/gcc-12 -maxdepth 1 -name 'gcc-12*.tar.xz' 2>/dev/null | head -n 1)
[ -n "$tarball" ] || die "build-libstdcxx.sh: no sources in /usr/src/gcc-12. On Debian 12: apt-get install gcc-12-source"
specs=/usr/lib/picolibc/riscv64-unknown-elf/picolibc.specs
[ -e $specs ] || die "build-libstdcxx.sh: no $specs. On Debian 12: apt-get install picolibc-riscv64-unknown-elf"
command -v riscv64-unknown-elf-g++ >/dev/null || die "build-libstdcxx.sh: no riscv64-unknown-elf-g++. On Debian 12: apt-get install gcc-riscv64-unknown-elf"
compiler=$(riscv64-unknown-elf-g++ -dumpfullversion)
top=$(basename "$tarball" -dfsg.tar.xz) # gcc-12.2.0
[ "$top" = "gcc-$compiler" ] || die "build-libstdcxx.sh: sources of $top, but the compiler is gcc-$compiler"

mkdir -p "$work" "$dest"
if [ ! -e "$work/$top/unpacked" ]; then
  say "unpacking $tarball"
  parts=(libstdc++-v3 libbacktrace libiberty libgcc include config gcc/BASE-VER gcc/DATESTAMP install-sh config.guess config.sub config-ml.in ltmain.sh
    missing mkinstalldirs depcomp move-if-change compile)
  tar -C "$work" -xf "$tarball" "${parts[@]/#/$top/}"
  touch "$work/$top/unpacked"
fi

# The code generation options of SquallGuest.cmake. GCC takes --specs only once: it is part of the compilers' names.
machine="-march=rv32im -mabi=ilp32"
flags="$machine -mstrict-align -O2 -g0 -ffunction-sections -fdata-sections -ffile-prefix-map=$work/="

configure_library() {
  rm -rf "$work/objects"
  mkdir -p "$work/objects"
  cd "$work/objects" || return
  # ac_cv_func_...: what configure would find out by linking, which it cannot do.
  CC="riscv64-unknown-elf-gcc --specs=$specs" CXX="riscv64-unknown-elf-g++ --specs=$specs" \
    CPP="riscv64-unknown-elf-gcc --specs=$specs $machine -E" CFLAGS="$flags" CXXFLAGS="$flags" \
    ac_cv_func_fcntl=yes ac_cv_func_getexecname=no \
    "$work/$top/libstdc++-v3/configure" --host=riscv64-unknown-elf --prefix="$dest" --with-newlib --disable-multilib \
    --disable-shared --disable-nls --disable-libstdcxx-threads --disable-libstdcxx-pch --disable-libstdcxx-verbose \
    --disable-libstdcxx-filesystem-ts --disable-tls --with-gxx-include-dir="$dest/include/c++/$compiler" \
    --with-cross-host=x86_64-linux-gnu
}
say "configuring"
(quietly "$work/configure.log" configure_library)
say "building with $(jobs_for_build) jobs"
quietly "$work/build.log" make -s -C "$work/objects" -j "$(jobs_for_build)"
quietly "$work/install.log" make -s -C "$work/objects" install
say "installed: $(find "$dest" -name libstdc++.a), headers in $dest/include/c++/$compiler"
