#include "machine.h"
#include "runner.h"

namespace {

const homesync::test::Case* running = nullptr;

bool run_named(const homesync::test::Case& test_case, homesync::test::Output& output) {
  running = &test_case;
  return homesync::test::run_case(test_case, output);
}

}  // namespace

int run_program() {
  homesync::lx106::MachineOutput output;
  const homesync::test::Totals totals = homesync::test::run_all(output, &run_named);
  return totals.failed == 0 && totals.passed > 0 ? 0 : 1;
}
