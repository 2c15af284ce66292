#pragma once

#include "output.h"
#include "test.h"

namespace homesync::test {

struct Totals {
  uint32_t passed = 0;
  uint32_t failed = 0;
};

/** The first test, or null; the others follow it (Case::next). */
const Case* first_case();

/** Runs one test and writes a line for each check that failed; answers whether all held. */
bool run_case(const Case& test_case, Output& output);

/** How a body runs one test: run_case, or something around it. */
using RunCase = bool (*)(const Case& test_case, Output& output);

/** Runs every test; writes the failed checks and the name of each that failed, and the closing line
 * `N passed, N failed`. */
Totals run_all(Output& output, RunCase run = &run_case);

}  // namespace homesync::test
