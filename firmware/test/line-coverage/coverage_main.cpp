#include <stdio.h>

#include "runner.h"

namespace {

class StandardOutput final : public homesync::test::Output {
 public:
  void write(homesync::Text text) override { fwrite(text.data, 1, text.size, stdout); }
};

}  // namespace

// All tests in one process: what a process has counted is written when it ends by returning.
int main() {
  StandardOutput output;
  const homesync::test::Totals totals = homesync::test::run_all(output);
  return totals.failed == 0 && totals.passed > 0 ? 0 : 1;
}
