#pragma once

#include "output.h"

namespace homesync::lx106 {

/** The machine's standard output, by the semihosting call of Xtensa's simulators. */
class MachineOutput final : public test::Output {
 public:
  void write(Text text) override;
};

/** What a fault is reported with: the name of what runs now. The characters must last. */
void set_work(Text name);

/** Ends the machine; QEMU ends with this status. */
[[noreturn]] void exit_machine(int status);

}  // namespace homesync::lx106

/** What an image does; its status is the machine's. */
int run_program();
