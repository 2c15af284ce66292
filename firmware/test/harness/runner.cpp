#include "runner.h"

namespace homesync::test {

namespace {

/** The list of tests and the test that is running: the harness is one program's, so it may be
 * static. */
struct Run {
  const Case* first = nullptr;
  Output* output = nullptr;
  uint32_t failures = 0;
  Text subject;
};

Run& current() {
  static Run run;
  return run;
}

void report(const char* file, int line, const char* expression) {
  Run& run = current();
  ++run.failures;
  if (run.output == nullptr) return;
  Output& output = *run.output;
  output.write(Text::terminated(file));
  output.write(":");
  output.write_number(static_cast<uint32_t>(line));
  output.write(": ");
  if (!run.subject.empty()) {
    output.write("[");
    output.write(run.subject);
    output.write("] ");
  }
  output.write(Text::terminated(expression));
}

}  // namespace

void Output::write_number(uint32_t number) {
  char digits[10];
  size_t start = sizeof digits;
  do {
    digits[--start] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  write(Text(digits + start, sizeof digits - start));
}

Case::Case(const char* file, const char* name, Body body)
    : file_(file), name_(name), body_(body), next_(current().first) {
  current().first = this;
}

const Case* first_case() {
  return current().first;
}

void set_subject(Text subject) {
  current().subject = subject;
}

bool check(bool held, const char* expression, const char* file, int line) {
  if (held) return true;
  report(file, line, expression);
  if (current().output != nullptr) current().output->write(" does not hold\n");
  return false;
}

bool check_equal(const Value& actual, const Value& expected, const char* expression,
                 const char* file, int line) {
  if (actual == expected) return true;
  report(file, line, expression);
  if (Output* output = current().output) {
    output->write(" is ");
    actual.print(*output);
    output->write(", expected ");
    expected.print(*output);
    output->write("\n");
  }
  return false;
}

bool run_case(const Case& test_case, Output& output) {
  Run& run = current();
  run.output = &output;
  run.failures = 0;
  run.subject = Text();
  test_case.run();
  run.output = nullptr;
  return run.failures == 0;
}

Totals run_all(Output& output, RunCase run) {
  Totals totals;
  for (const Case* test_case = first_case(); test_case != nullptr; test_case = test_case->next()) {
    if (run(*test_case, output)) {
      ++totals.passed;
      continue;
    }
    ++totals.failed;
    output.write("FAILED: ");
    output.write(Text::terminated(test_case->name()));
    output.write("\n");
  }
  output.write_number(totals.passed);
  output.write(" passed, ");
  output.write_number(totals.failed);
  output.write(" failed\n");
  return totals;
}

}  // namespace homesync::test
