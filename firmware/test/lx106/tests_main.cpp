#include "run_named.h"

int run_program() {
  homesync::lx106::MachineOutput output;
  const homesync::test::Totals totals =
      homesync::test::run_all(output, &homesync::lx106::run_named);
  return totals.failed == 0 && totals.passed > 0 ? 0 : 1;
}
