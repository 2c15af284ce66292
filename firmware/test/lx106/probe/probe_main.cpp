#include "homesync/node.h"
#include "run_named.h"
#include "stack_probe.h"

int run_program() {
  homesync::lx106::MachineOutput output;
  const homesync::test::Totals totals =
      homesync::test::run_all(output, &homesync::lx106::run_named);
  output.write("node ");
  output.write_number(sizeof(homesync::Node));
  output.write("\n");
  homesync::lx106::write_stacks(output);
  return totals.failed == 0 && totals.passed > 0 ? 0 : 1;
}
