#pragma once

// One fiber per CUDA thread. The blocks of a grid run one after another on the calling thread; inside a block every
// CUDA thread has a stack of its own and runs until it reaches a barrier or a warp collective.
//
// Under g++'s ThreadSanitizer each CUDA thread is a TSan fiber and barriers are release/acquire points, so a missing
// __syncthreads is reported as a data race at its line, even if the result is right. Under AddressSanitizer the stacks
// are announced to it.
//
// What this cannot show: races between blocks, missing fences, bank conflicts, launch limits of a real device.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#if defined(__SANITIZE_THREAD__)
#define SQUALL_EMULATION_TSAN 1
extern "C" {
void* __tsan_get_current_fiber();
void* __tsan_create_fiber(unsigned flags);
void __tsan_destroy_fiber(void* fiber);
void __tsan_switch_to_fiber(void* fiber, unsigned flags);
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}
#define SQUALL_EMULATION_RUNTIME __attribute__((no_sanitize("thread"), noinline))
#else
#define SQUALL_EMULATION_RUNTIME __attribute__((noinline))
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SQUALL_EMULATION_ASAN 1
#include <sanitizer/common_interface_defs.h>
#endif

struct uint3 {
  unsigned x, y, z;
};
struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned a = 1, unsigned b = 1, unsigned c = 1) : x(a), y(b), z(c) {}
};

inline thread_local uint3 threadIdx{}, blockIdx{};
inline thread_local dim3 blockDim, gridDim;

namespace squall::emulation {

enum class ThreadOrder { kForward, kBackward, kRandom };

// Switches stacks; saves the callee-saved integer registers (x86-64 System V ABI).
extern "C" void squall_emulation_switch(void** save, void* load);
asm(R"(.pushsection .text
.weak squall_emulation_switch
.type squall_emulation_switch,@function
squall_emulation_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp,(%rdi)
  movq %rsi,%rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.popsection)");

inline void release([[maybe_unused]] void* address) {
#ifdef SQUALL_EMULATION_TSAN
  __tsan_release(address);
#endif
}
inline void acquire([[maybe_unused]] void* address) {
#ifdef SQUALL_EMULATION_TSAN
  __tsan_acquire(address);
#endif
}

// Runs the threads of one block at a time. One per OS thread.
class BlockRunner {
 public:
  static BlockRunner& current() {
    static thread_local const std::unique_ptr<BlockRunner> runner = std::make_unique<BlockRunner>();
    return *runner;
  }
  BlockRunner() = default;
  BlockRunner(const BlockRunner&) = delete;
  ~BlockRunner() {
    for (Fiber& f : fibers_) {
      std::free(f.stack);
#ifdef SQUALL_EMULATION_TSAN
      if (f.tsan) __tsan_destroy_fiber(f.tsan);
#endif
    }
  }

  ThreadOrder order = ThreadOrder::kForward;
  char* dynamic_shared = nullptr;

  template <class Body>
  SQUALL_EMULATION_RUNTIME void run(const Body& body) {
    call_ = [](const void* b) { (*static_cast<const Body*>(b))(); };
    body_ = &body;
    start_threads();
    for (;;) {
      shuffle();
      for (unsigned k = 0; k < count_; ++k) {
        if (fibers_[order_[k]].state == State::kReady) resume(order_[k]);
      }
      if (release_warps()) continue;
      if (release_block()) break;
    }
    acquire(&end_tag_);
  }

  SQUALL_EMULATION_RUNTIME void barrier() {
    char* tag = &barrier_tags_[barrier_generation_ & 1];
    fibers_[current_].state = State::kAtBarrier;
    release(tag);
    leave(false);
    acquire(tag);
  }

  // Every lane of `mask` gives a value; this lane gets that of lane `source`.
  SQUALL_EMULATION_RUNTIME std::uint64_t exchange(std::uint32_t mask, std::uint64_t value, unsigned source) {
    const unsigned lane = current_ & 31;
    Warp& warp = warps_[current_ >> 5];
    if (!(mask >> lane & 1)) die("a lane is not in its own mask");
    warp.in[lane] = value;
    Fiber& fiber = fibers_[current_];
    fiber.mask = mask;
    fiber.state = State::kAtWarp;
    char* tag = &warp.tags[warp.generation & 1];
    release(tag);
    leave(false);
    acquire(tag);
    if (!(mask >> source & 1)) die("a shuffle reads a lane outside its mask");
    return warps_[current_ >> 5].out[source];
  }
  SQUALL_EMULATION_RUNTIME std::uint64_t lane_value(unsigned lane) const { return warps_[current_ >> 5].out[lane]; }
  SQUALL_EMULATION_RUNTIME unsigned lane() const { return current_ & 31; }

  [[noreturn]] SQUALL_EMULATION_RUNTIME void die(const char* what) const {
    std::fprintf(stderr, "emulated CUDA: %s (block %u,%u,%u, thread %u)\n", what, blockIdx.x, blockIdx.y, blockIdx.z,
                 current_);
    std::abort();
  }

 private:
  static constexpr std::size_t kStack = 256u << 10;
  static constexpr unsigned kMostThreads = 1024;

  enum class State : std::uint8_t { kReady, kAtBarrier, kAtWarp, kDone };
  struct Fiber {
    void *stack_pointer = nullptr, *tsan = nullptr;
    char* stack = nullptr;
    void* fake_stack = nullptr;  // AddressSanitizer's
    uint3 index{};
    std::uint32_t mask = 0;
    State state = State::kDone;
  };
  struct Warp {
    std::uint64_t in[32], out[32];
    char tags[2];
    unsigned generation = 0;
  };

  SQUALL_EMULATION_RUNTIME void start_threads() {
    count_ = blockDim.x * blockDim.y * blockDim.z;
    if (count_ > kMostThreads) die("more than 1024 threads in a block");
    release(&start_tag_);
    barrier_generation_ = 0;
#ifdef SQUALL_EMULATION_TSAN
    main_tsan_ = __tsan_get_current_fiber();
#endif
    for (unsigned i = 0; i < count_; ++i) {
      Fiber& f = fibers_[i];
      if (!f.stack) {
        f.stack = static_cast<char*>(std::aligned_alloc(64, kStack));
#ifdef SQUALL_EMULATION_TSAN
        f.tsan = __tsan_create_fiber(0);
#endif
      }
      void** top = reinterpret_cast<void**>(f.stack + kStack - 64);
      *--top = nullptr;  // no caller
      *--top = reinterpret_cast<void*>(&entry);
      for (int k = 0; k < 6; ++k) *--top = nullptr;  // registers
      f.stack_pointer = top;
      f.state = State::kReady;
      f.index = {i % blockDim.x, i / blockDim.x % blockDim.y, i / (blockDim.x * blockDim.y)};
      order_[i] = order == ThreadOrder::kBackward ? count_ - 1 - i : i;
      if (i % 32 == 0) warps_[i / 32].generation = 0;
    }
  }
  SQUALL_EMULATION_RUNTIME void shuffle() {
    if (order != ThreadOrder::kRandom) return;
    for (unsigned i = count_; i > 1; --i) {
      random_ ^= random_ << 13;
      random_ ^= random_ >> 7;
      random_ ^= random_ << 17;
      const unsigned other = static_cast<unsigned>(random_ % i), last = order_[i - 1];
      order_[i - 1] = order_[other];
      order_[other] = last;
    }
  }

  // A warp collective goes on once every lane of its mask has arrived.
  SQUALL_EMULATION_RUNTIME bool release_warps() {
    bool released = false;
    for (unsigned i = 0; i < count_; ++i) {
      if (fibers_[i].state != State::kAtWarp) continue;
      const unsigned warp = i / 32;
      const std::uint32_t mask = fibers_[i].mask;
      bool complete = true;
      for (unsigned k = 0; k < 32; ++k) {
        if (!(mask >> k & 1)) continue;
        const unsigned other = 32 * warp + k;
        if (other >= count_ || fibers_[other].state == State::kDone) {
          current_ = i;
          die("a warp collective names a lane that has returned");
        }
        complete = complete && fibers_[other].state == State::kAtWarp && fibers_[other].mask == mask;
      }
      if (!complete) continue;
      for (unsigned k = 0; k < 32; ++k) {
        if (!(mask >> k & 1)) continue;
        fibers_[32 * warp + k].state = State::kReady;
        warps_[warp].out[k] = warps_[warp].in[k];
      }
      ++warps_[warp].generation;
      released = true;
    }
    return released;
  }
  // True when all threads have returned.
  SQUALL_EMULATION_RUNTIME bool release_block() {
    unsigned done = 0, at_warp = 0;
    for (unsigned i = 0; i < count_; ++i) {
      done += fibers_[i].state == State::kDone;
      at_warp += fibers_[i].state == State::kAtWarp;
    }
    if (done == count_) return true;
    if (at_warp) die("a warp collective that not all lanes of its mask reach");
    if (done) die("__syncthreads reached by a part of the block only");
    ++barrier_generation_;
    for (unsigned i = 0; i < count_; ++i) fibers_[i].state = State::kReady;
    return false;
  }

  SQUALL_EMULATION_RUNTIME void resume(unsigned i) {
    current_ = i;
    threadIdx = fibers_[i].index;
#ifdef SQUALL_EMULATION_ASAN
    __sanitizer_start_switch_fiber(&main_fake_stack_, fibers_[i].stack, kStack);
#endif
#ifdef SQUALL_EMULATION_TSAN
    __tsan_switch_to_fiber(fibers_[i].tsan, 1);
#endif
    squall_emulation_switch(&main_stack_pointer_, fibers_[i].stack_pointer);
#ifdef SQUALL_EMULATION_ASAN
    __sanitizer_finish_switch_fiber(main_fake_stack_, nullptr, nullptr);
#endif
  }
  SQUALL_EMULATION_RUNTIME void leave([[maybe_unused]] bool for_good) {
    Fiber& f = fibers_[current_];
#ifdef SQUALL_EMULATION_ASAN
    __sanitizer_start_switch_fiber(for_good ? nullptr : &f.fake_stack, main_stack_bottom_, main_stack_size_);
#endif
#ifdef SQUALL_EMULATION_TSAN
    __tsan_switch_to_fiber(main_tsan_, 1);
#endif
    squall_emulation_switch(&f.stack_pointer, main_stack_pointer_);
#ifdef SQUALL_EMULATION_ASAN
    __sanitizer_finish_switch_fiber(fibers_[current_].fake_stack, &main_stack_bottom_, &main_stack_size_);
#endif
  }
  SQUALL_EMULATION_RUNTIME static void entry() {
    BlockRunner& runner = current();
#ifdef SQUALL_EMULATION_ASAN
    __sanitizer_finish_switch_fiber(nullptr, &runner.main_stack_bottom_, &runner.main_stack_size_);
#endif
    acquire(&runner.start_tag_);
    runner.call_(runner.body_);
    release(&runner.end_tag_);
    runner.fibers_[runner.current_].state = State::kDone;
    runner.leave(true);
    __builtin_unreachable();
  }

  // Plain arrays: code of the standard library would be watched by ThreadSanitizer.
  Fiber fibers_[kMostThreads];
  Warp warps_[kMostThreads / 32];
  unsigned order_[kMostThreads];
  void (*call_)(const void*) = nullptr;
  const void* body_ = nullptr;
  unsigned count_ = 0, current_ = 0, barrier_generation_ = 0;
  void *main_stack_pointer_ = nullptr, *main_tsan_ = nullptr, *main_fake_stack_ = nullptr;
  const void* main_stack_bottom_ = nullptr;
  std::size_t main_stack_size_ = 0;
  char barrier_tags_[2], start_tag_ = 0, end_tag_ = 0;
  std::uint64_t random_ = 88172645463325252ull;
};

}  // namespace squall::emulation
