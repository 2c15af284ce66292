#include "machine.h"

#include <stdint.h>

using homesync::Text;
using homesync::lx106::MachineOutput;

extern "C" {

using Initializer = void (*)();

// Set by image.ld.
extern const Initializer init_array_start[];
extern const Initializer init_array_end[];
extern uint32_t bss_start[];
extern uint32_t bss_end[];

[[noreturn]] void run_image();
[[noreturn]] void report_fault(uint32_t cause, uint32_t program_counter, uint32_t address);
}

namespace {

// Numbers of the calls that QEMU answers (target/xtensa/xtensa-semi.c).
constexpr int kExit = 1;
constexpr int kWrite = 4;
constexpr int kStandardOutput = 1;

/** One program's, as the machine is. */
Text work;

int simcall(int number, int first, const void* second, unsigned third) {
  register int a2 asm("a2") = number;
  register int a3 asm("a3") = first;
  register const void* a4 asm("a4") = second;
  register unsigned a5 asm("a5") = third;
  asm volatile("simcall" : "+r"(a2), "+r"(a3) : "r"(a4), "r"(a5) : "memory");
  return a2;
}

void write_word(MachineOutput& output, Text name, uint32_t word) {
  output.write(name);
  for (int shift = 28; shift >= 0; shift -= 4) {
    output.write(Text(&"0123456789abcdef"[(word >> shift) & 15], 1));
  }
}

}  // namespace

namespace homesync::lx106 {

void MachineOutput::write(Text text) {
  while (text.size > 0) {
    const int written =
        simcall(kWrite, kStandardOutput, text.data, static_cast<unsigned>(text.size));
    if (written <= 0) return;
    text = Text(text.data + written, text.size - static_cast<size_t>(written));
  }
}

void set_work(Text name) {
  work = name;
}

void exit_machine(int status) {
  simcall(kExit, status, nullptr, 0);
  for (;;) {
  }
}

}  // namespace homesync::lx106

void run_image() {
  for (uint32_t* word = bss_start; word != bss_end; ++word) *word = 0;
  for (const Initializer* run = init_array_start; run != init_array_end; ++run) (*run)();
  homesync::lx106::exit_machine(run_program());
}

void report_fault(uint32_t cause, uint32_t program_counter, uint32_t address) {
  MachineOutput output;
  write_word(output, "\nthe processor faulted: EXCCAUSE 0x", cause);
  write_word(output, " at 0x", program_counter);
  write_word(output, ", address 0x", address);
  output.write(", in: ");
  output.write(work);
  output.write("\n");
  homesync::lx106::exit_machine(2);
}
