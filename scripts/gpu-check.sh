#!/usr/bin/env bash
# Checks and measures the CUDA back end on a machine with a GPU. Every stage takes less than ten minutes; the most
# valuable ones come first, and each leaves its results even if a later one fails.
#
#   scripts/gpu-check.sh [STAGE...]    all by default: build device parity prove sanitize kernels profile
#
#   build      the command, the tests and the benchmarks, for the device's architecture only
#   device     what the device is; copy bandwidth, latencies, instruction rates
#   parity     every kernel against its CPU twin, whole proofs verb by verb
#   prove      programs of 2^20, 2^22, 2^24 instructions and the largest that fits; every proof checked by the verifier
#   sanitize   compute-sanitizer: memcheck, racecheck, initcheck, synccheck, on small sizes (if it is installed)
#   kernels    transforms and hashing over sizes and widths
#   profile    the ten hottest kernels under ncu (if it is installed)
#
# SQUALL_BUILDS      folder of the build folders (default: build); a finished build there is used as it is
# SQUALL_GPU_OUT     where results go (default: build/gpu-check): results.json, table.txt, one log per stage
# SQUALL_GPU_DEVICE  number of the device (default: 0)

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

out=${SQUALL_GPU_OUT:-$builds/gpu-check}
device=${SQUALL_GPU_DEVICE:-0}
bin=$builds/gpu
limit=570 # seconds per stage
mkdir -p "$out"
failed=()

export CUDA_VISIBLE_DEVICES=$device PATH=$PATH:/usr/local/cuda/bin

tests() { find "$bin/tests/cuda" -type f -name 'gpu_test_*' -perm -u+x | sort; }

stage_build() {
  [ ! -x "$bin/src/cli/squall" ] || [ ! -x "$bin/benchmarks/cuda/bench_gpu" ] || return 0
  local architecture
  architecture=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader -i 0 2>/dev/null | head -n 1 | tr -d .)
  cmake --preset release -B "$bin" -DSQUALL_CUDA=ON "-DSQUALL_CUDA_ARCHITECTURES=${architecture:-90}" "-S$root"
  ninja -C "$bin" squall guests bench_gpu gpu_tests
}

stage_device() {
  nvidia-smi --query-gpu=name,driver_version,memory.total,memory.free,clocks.max.sm,power.limit --format=csv || true
  "$bin/src/cli/squall" devices
  "$bin/src/cli/squall" devices --json >"$out/devices.json"
  "$bin/benchmarks/cuda/bench_gpu" copy rates | tee "$out/device.jsonl"
}

stage_parity() {
  local status=0 test
  for test in $(tests); do
    say "-- $(basename "$test")"
    timeout 180 "$test" || status=1
  done
  return $status
}

# Fibonacci numbers take about eight instructions each. `bench` verifies every proof.
bench_prove() {
  local n=$1 input=$out/input.$1
  python3 -c "import sys; sys.stdout.buffer.write((2 ** $n // 8).to_bytes(4, 'little'))" >"$input"
  "$bin/src/cli/squall" bench "$bin/guests/fibonacci.elf" --input "$input" --backend cuda --runs 3 --json \
    >"$out/prove.$n.json"
  head -c 600 "$out/prove.$n.json"
}

stage_prove() {
  local status=0 n
  for n in 20 22 24; do bench_prove $n || status=1; done
  n=$(sed -n 's/.*"log_instructions": *\([0-9]*\).*/\1/p' "$out/devices.json" | head -n 1)
  [ -z "$n" ] || [ "$n" -le 24 ] || bench_prove "$n" || status=1
  return $status
}

stage_sanitize() {
  command -v compute-sanitizer >/dev/null || { say "compute-sanitizer is not installed"; return 0; }
  local status=0 tool test
  for tool in memcheck racecheck initcheck synccheck; do
    for test in $(tests); do
      case $test in *machine* | *budget*) continue ;; esac
      say "-- $tool $(basename "$test")"
      timeout 120 compute-sanitizer --tool $tool --error-exitcode 9 --print-limit 5 "$test" >"$out/$tool.log" 2>&1 ||
        { status=$?; tail -n 20 "$out/$tool.log"; [ $status -ne 124 ] || status=0; } # out of time is no finding
      [ $status -eq 0 ] || return $status
    done
  done
}

stage_kernels() { "$bin/benchmarks/cuda/bench_gpu" commit | tee "$out/kernels.jsonl"; }

stage_profile() {
  command -v ncu >/dev/null || { say "ncu is not installed"; return 0; }
  ncu --clock-control none --csv --page raw --launch-count 60 --launch-skip 20 --target-processes all \
    --metrics gpu__time_duration.sum,dram__throughput.avg.pct_of_peak_sustained_elapsed,sm__throughput.avg.pct_of_peak_sustained_elapsed,sm__warps_active.avg.pct_of_peak_sustained_active,smsp__inst_executed_op_local_ld.sum,launch__registers_per_thread \
    "$bin/src/cli/squall" bench "$bin/guests/fibonacci.elf" --input "$out/input.20" --backend cuda --runs 1 >"$out/ncu.csv"
}

stages=("$@")
[ ${#stages[@]} -gt 0 ] || stages=(build device parity prove sanitize kernels profile)
for name in "${stages[@]}"; do
  declare -F "stage_$name" >/dev/null || die "gpu-check.sh: unknown stage $name"
  say "== $name"
  begin=$SECONDS status=0
  export -f "stage_$name" tests bench_prove say
  export out bin root builds
  timeout $limit bash -euo pipefail -c "stage_$name" >"$out/$name.log" 2>&1 || status=$?
  tail -n 15 "$out/$name.log" | sed 's/^/   /'
  [ $status -eq 0 ] || failed+=("$name")
  say "   $name: $([ $status -eq 0 ] && echo ok || echo "FAILED ($status)"), $((SECONDS - begin)) s"
done

"$root/scripts/gpu_table.py" "$out" --commit "$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)" \
  --failed "${failed[*]:-}" >"$out/table.txt"
cat "$out/table.txt"
[ ${#failed[@]} -eq 0 ] || die "failed: ${failed[*]}"
