#pragma once

#include "machine.h"
#include "runner.h"

namespace homesync::lx106 {

/** Runs a test so that a fault of the processor is reported with its name. */
inline bool run_named(const test::Case& test_case, test::Output& output) {
  set_work(Text::terminated(test_case.name()));
  return test::run_case(test_case, output);
}

}  // namespace homesync::lx106
