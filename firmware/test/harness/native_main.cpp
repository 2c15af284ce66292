#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner.h"

namespace {

using homesync::test::Case;
using homesync::test::Output;

class StandardOutput final : public Output {
 public:
  void write(homesync::Text text) override { fwrite(text.data, 1, text.size, stdout); }
};

/**
 * Runs a test in a process of its own: a sanitizer ends the process at its first finding, and the
 * other tests and the closing line must still come.
 */
bool run_in_child(const Case& test_case, Output& output) {
  fflush(stdout);
  const pid_t child = fork();
  if (child < 0) {
    perror("cannot start a process for a test");
    return false;
  }
  if (child == 0) {
    const bool held = homesync::test::run_case(test_case, output);
    fflush(stdout);
    _exit(held ? 0 : 1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

int main() {
  StandardOutput output;
  const homesync::test::Totals totals = homesync::test::run_all(output, &run_in_child);
  // A program with no tests in it has proved nothing.
  return totals.failed == 0 && totals.passed > 0 ? 0 : 1;
}
