#pragma once

namespace homesync::board {

/**
 * Calls `work` on the stack of loop(). BearSSL computes on a stack of its own, of which 100 bytes
 * are left at its deepest (core: StackThunk.cpp); that of loop() is 4 KB and lies idle meanwhile.
 */
void run_on_loop_stack(void (*work)());

}  // namespace homesync::board
