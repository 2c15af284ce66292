#pragma once

#include "value.h"

/**
 * A test harness for every body of the core: no heap, no exceptions, no C++ standard library, so
 * that the same tests run natively, in WebAssembly and on lx106.
 *
 *   TEST("what a user would notice") { CHECK_EQ(actual, expected); }
 *
 * CHECK and CHECK_EQ report and go on; REQUIRE and REQUIRE_EQ report and leave the test.
 */
namespace homesync::test {

/** One test; a static object of a test file, entered into the list by its constructor. */
class Case {
 public:
  using Body = void (*)();
  Case(const char* file, const char* name, Body body);

  const char* file() const { return file_; }
  const char* name() const { return name_; }
  const Case* next() const { return next_; }
  void run() const { body_(); }

 private:
  const char* file_;
  const char* name_;
  Body body_;
  const Case* next_ = nullptr;
};

/** Report a check of the running test; answer whether it held. */
bool check(bool held, const char* expression, const char* file, int line);
bool check_equal(const Value& actual, const Value& expected, const char* expression,
                 const char* file, int line);

/** Names what the following checks are about (a vector's name); shown with their failures. */
void set_subject(Text subject);

}  // namespace homesync::test

#define HOMESYNC_TEST_JOIN_(left, right) left##right
#define HOMESYNC_TEST_JOIN(left, right) HOMESYNC_TEST_JOIN_(left, right)
#define HOMESYNC_TEST_BODY HOMESYNC_TEST_JOIN(test_body_, __LINE__)

#define TEST(name)                                                                             \
  static void HOMESYNC_TEST_BODY();                                                            \
  static ::homesync::test::Case HOMESYNC_TEST_JOIN(test_case_, __LINE__)(__FILE__, name,       \
                                                                         &HOMESYNC_TEST_BODY); \
  static void HOMESYNC_TEST_BODY()

#define CHECK(condition) ::homesync::test::check((condition), #condition, __FILE__, __LINE__)
#define CHECK_EQ(actual, expected) \
  ::homesync::test::check_equal((actual), (expected), #actual, __FILE__, __LINE__)
#define REQUIRE(condition)         \
  do {                             \
    if (!CHECK(condition)) return; \
  } while (false)
#define REQUIRE_EQ(actual, expected)         \
  do {                                       \
    if (!CHECK_EQ(actual, expected)) return; \
  } while (false)
