#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. Stops at the first stage that fails and names it.
#
#   scripts/test.sh [STAGE...]    all stages by default: release tests slow demo sanitizers races fuzz
#
# SQUALL_BUILDS   folder of the build folders (default: build)
# SQUALL_MINUTES   sanitizers, races and fuzz begin only before so many minutes have passed (default: 65)
# SQUALL_RUST   1: with guest programs in Rust, whose packages are then installed (default: 1 if there is the stage slow)
# SQUALL_FUZZ_SECONDS   length of the run of each fuzz target (default: 10)

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

stages=("$@")
[ ${#stages[@]} -gt 0 ] || stages=(release tests slow demo sanitizers races fuzz)
summary=()
current=install
begin=$SECONDS

on_exit() {
  local status=$?
  [ $status -eq 0 ] || summary+=("$(printf '%-11s FAILED after %d s' "$current" $((SECONDS - begin)))")
  say
  say "== summary, $((SECONDS / 60)) min $((SECONDS % 60)) s"
  for line in "${summary[@]}"; do say "   $line"; done
  [ $status -eq 0 ] || say "FAILED in stage: $current"
}
trap on_exit EXIT

# stage NAME TITLE COMMAND...
stage() {
  current=$1
  local title=$2
  shift 2
  begin=$SECONDS
  note=
  say "== $current: $title"
  "$@"
  summary+=("$(printf '%-11s %4d s  %s' "$current" $((SECONDS - begin)) "${note:-ok}")")
}

# run_tests PRESET LOG ctest options...
run_tests() {
  local preset=$1 log=$builds/$2.log
  shift 2
  local status=0
  ctest --test-dir "$builds/$preset" --output-on-failure --timeout 900 -j "$(nproc)" "$@" >"$log" 2>&1 || status=$?
  if [ $status -ne 0 ]; then
    # The list of results can be long: what went wrong first, then ctest's own list of failed tests.
    grep -v -E ' Passed |^ +Start ' "$log" | tail -n 120
    return 1
  fi
  note=$(grep -E 'tests passed|No tests were found' "$log" | sed 's/^100% //')
  grep -E '\*\*\*Skipped|^skipped:' "$log" || true
  say "   $note"
}

build_release() {
  configure release
  build release
}

test_sanitizers() {
  configure asan
  build asan
  export ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1
  run_tests asan asan.tests -LE 'slow|script'
}

# The CUDA kernels under the emulation: ThreadSanitizer takes the threads of a block for threads.
test_races() {
  configure tsan
  build tsan cuda_tests
  run_tests tsan tsan.tests --no-tests=error -L cuda -LE slow
}

# Every target whose name begins with fuzz_, each for a short while, seeded: the same run each time, as far as time allows.
run_fuzzers() {
  local seconds=${SQUALL_FUZZ_SECONDS:-10} targets target corpus
  if [ ! -e "$root/tests/fuzz/CMakeLists.txt" ]; then
    note="no fuzz targets in the tree"
    say "   $note"
    return
  fi
  configure fuzz
  targets=$(ninja -C "$builds/fuzz" -t targets all | sed -n 's/^\(fuzz_[a-z0-9_]*\): phony.*/\1/p' | sort -u)
  [ -n "$targets" ] || die "the fuzz preset has no target fuzz_*"
  # shellcheck disable=SC2086
  build fuzz $targets
  for target in $targets; do
    corpus=$(mktemp -d)
    local seeds=()
    [ ! -d "$root/tests/fuzz/corpus/${target#fuzz_}" ] || seeds=("$root/tests/fuzz/corpus/${target#fuzz_}")
    (cd "$corpus" && quietly "$builds/$target.log" "$builds/fuzz/tests/fuzz/$target" -seed=1 -max_total_time="$seconds" \
      -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 "$corpus" "${seeds[@]}")
    rm -rf "$corpus"
    say "   $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$builds/$target.log") inputs"
  done
  note="$(wc -w <<<"$targets") targets, $seconds s each"
}

run_demo() { "$root/scripts/demo.sh" 2>&1 | sed 's/^/   /'; }

mkdir -p "$builds"
# Guest programs in Rust are tested in the stage slow.
case " ${stages[*]} " in *" slow "*) export SQUALL_RUST=${SQUALL_RUST:-1} ;; esac
stage install "packages" "$root/scripts/install.sh"
for name in "${stages[@]}"; do
  case $name in
    sanitizers | races | fuzz)
      if [ $((SECONDS / 60)) -ge "${SQUALL_MINUTES:-65}" ]; then
        say "== $name: skipped, $((SECONDS / 60)) minutes have passed already"
        summary+=("$(printf '%-11s skipped for lack of time' "$name")")
        continue
      fi
      ;;
  esac
  case $name in
    release) stage release "build everything, warnings are errors" build_release ;;
    tests) stage tests "the tests of the release build" run_tests release release.tests --no-tests=error -LE slow ;;
    slow) stage slow "the tests labelled slow" run_tests release release.slow -L slow ;;
    sanitizers) stage sanitizers "the tests under AddressSanitizer and UndefinedBehaviorSanitizer" test_sanitizers ;;
    races) stage races "the CUDA kernels under ThreadSanitizer" test_races ;;
    fuzz) stage fuzz "a short run of each fuzz target" run_fuzzers ;;
    demo) stage demo "scripts/demo.sh" run_demo ;;
    *) die "test.sh: unknown stage $name" ;;
  esac
done
