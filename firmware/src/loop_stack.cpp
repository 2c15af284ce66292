#include "loop_stack.h"

#include <Arduino.h>
#include <StackThunk.h>

namespace homesync::board {
namespace {

/** Bytes below the place where loop() left its stack that stay untouched: the thunk's own frame. */
constexpr uint32_t kMargin = 64;

bool is_on_bearssl_stack() {
  const uint32_t here = reinterpret_cast<uint32_t>(__builtin_frame_address(0));
  return here >= stack_thunk_get_stack_bot() && here <= stack_thunk_get_stack_top();
}

}  // namespace

void run_on_loop_stack(void (*work)()) {
  if (!is_on_bearssl_stack()) {
    work();
    return;
  }
  const uint32_t stack = (stack_thunk_get_cont_sp() - kMargin) & ~15U;
  // The stack pointer is a1; a12 to a15 survive a call (Xtensa ISA, call0 ABI).
  __asm__ volatile(
      "mov a12, a1\n"
      "mov a1, %0\n"
      "callx0 %1\n"
      "mov a1, a12\n"
      :
      : "r"(stack), "r"(work)
      : "a0", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a11", "a12", "memory");
}

}  // namespace homesync::board
