#include "stack_probe.h"

#include <stdint.h>

// Set by image.ld.
extern "C" const char text_start[];
extern "C" const char text_end[];

namespace homesync::lx106 {

namespace {

/** No number, character or address of this machine. */
constexpr uint32_t kPaint = 0xDEADFA57;

/** As far as the paint goes; far more than the budget. */
constexpr size_t kPaintedWords = 2048;

constexpr size_t kMaxAreas = 96;

struct Measured {
  Area area;
  uint32_t bytes = 0;
};

Measured measured[kMaxAreas];
size_t measured_count = 0;

/** The stack of the deepest call, its outermost word first. */
uint32_t deepest[kPaintedWords];
size_t deepest_words = 0;

void keep(Area area, uint32_t bytes) {
  for (size_t i = 0; i < measured_count; ++i) {
    Measured& known = measured[i];
    if (known.area.name != area.name || known.area.detail != area.detail) continue;
    if (bytes > known.bytes) known.bytes = bytes;
    return;
  }
  if (measured_count < kMaxAreas) measured[measured_count++] = {area, bytes};
}

uint32_t* stack_pointer() {
  uint32_t* pointer;
  asm volatile("mov %0, a1" : "=r"(pointer));
  return pointer;
}

}  // namespace

__attribute__((noinline)) void measure_stack(Area area, Call call, void* argument) {
  // Nothing below the stack pointer is in use: the ABI of this processor has no red zone, and no
  // interrupt comes.
  uint32_t* const top = stack_pointer();
  uint32_t* const bottom = top - kPaintedWords;
  for (uint32_t* word = bottom; word != top; ++word) *word = kPaint;
  asm volatile("" ::: "memory");
  call(argument);
  asm volatile("" ::: "memory");
  const uint32_t* used = bottom;
  while (used != top && *used == kPaint) ++used;
  const auto words = static_cast<size_t>(top - used);
  // Copied before the next call of a function can write over it.
  if (words > deepest_words) {
    deepest_words = words;
    for (size_t i = 0; i < words; ++i) deepest[i] = top[-1 - static_cast<ptrdiff_t>(i)];
  }
  keep(area, static_cast<uint32_t>(words * sizeof(uint32_t)));
}

void write_stacks(test::Output& output) {
  for (size_t i = 0; i < measured_count; ++i) {
    output.write("stack ");
    output.write_number(measured[i].bytes);
    output.write(" ");
    output.write(measured[i].area.name);
    output.write(measured[i].area.detail);
    output.write("\n");
  }
  for (size_t i = 0; i < deepest_words; ++i) {
    const uint32_t word = deepest[i];
    if (word < reinterpret_cast<uint32_t>(text_start)) continue;
    if (word >= reinterpret_cast<uint32_t>(text_end)) continue;
    output.write("on stack ");
    output.write_number(word);
    output.write("\n");
  }
}

}  // namespace homesync::lx106
