#pragma once

#include "output.h"

namespace homesync::lx106 {

/** What is measured together: the deepest call of an area is what it costs. */
struct Area {
  Text name;
  /** Tells the areas of a kind apart; may be empty. */
  Text detail;
};

/** One call; `argument` is the caller's. */
using Call = void (*)(void* argument);

/**
 * Paints the stack below, makes the call, and keeps for the area how much of the paint is gone:
 * what the call really took, frames of the functions that it called included.
 */
void measure_stack(Area area, Call call, void* argument);

/** The same for anything that can be called, such as a lambda. */
template <typename Body>
void measure(Area area, Body body) {
  measure_stack(
      area, [](void* argument) { (*static_cast<Body*>(argument))(); }, &body);
}

/**
 * Writes `stack <bytes> <area>` for each area and, of the deepest call of all, outermost first,
 * `on stack <address>` for each word on the stack that is an address of code: its callers.
 */
void write_stacks(test::Output& output);

}  // namespace homesync::lx106
