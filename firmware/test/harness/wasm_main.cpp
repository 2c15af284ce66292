#include "runner.h"

// What core.test.ts calls: each test is one test of vitest, so that its name and failures show.

extern "C" __attribute__((import_module("host"), import_name("write"))) void host_write(
    const char* data, size_t size);

namespace {

using homesync::test::Case;

class HostOutput final : public homesync::test::Output {
 public:
  void write(homesync::Text text) override { host_write(text.data, text.size); }
};

}  // namespace

/** The tests are a list: 0 asks for the first and 0 ends it. */
extern "C" __attribute__((export_name("next_case"))) const Case* next_case(const Case* after) {
  return after == nullptr ? homesync::test::first_case() : after->next();
}

/** Both end with a NUL. */
extern "C" __attribute__((export_name("case_name"))) const char* case_name(const Case* test_case) {
  return test_case->name();
}

extern "C" __attribute__((export_name("case_file"))) const char* case_file(const Case* test_case) {
  return test_case->file();
}

/** 1 when every check held. */
extern "C" __attribute__((export_name("run_case"))) int run_case(const Case* test_case) {
  HostOutput output;
  return homesync::test::run_case(*test_case, output) ? 1 : 0;
}
