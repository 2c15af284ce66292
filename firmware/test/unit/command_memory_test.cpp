#include "homesync/command_memory.h"

#include "homesync/command_age.h"
#include "test.h"

using homesync::CommandAge;
using homesync::CommandMemory;
using homesync::Moment;
using homesync::Outcome;
using homesync::Text;
using homesync::protocol::ErrorCode;

namespace {

Moment at(uint32_t seconds, uint16_t millis = 0) {
  Moment moment;
  moment.known = true;
  moment.time = {seconds, millis};
  return moment;
}

}  // namespace

TEST("a memory knows the outcome of each of the last 16 commands and forgets the one before") {
  CommandMemory memory;
  char id[] = "request-a";
  const auto name = [&id](int index) {
    id[8] = static_cast<char>('a' + index);
    return Text(id, 9);
  };
  CHECK(memory.find(name(0)) == nullptr);
  for (int i = 0; i < 17; ++i) memory.remember(name(i), Outcome::success(i % 2 ? "on" : "off"));
  CHECK(memory.find(name(0)) == nullptr);
  for (int i = 1; i < 17; ++i) {
    const Outcome* outcome = memory.find(name(i));
    REQUIRE(outcome != nullptr);
    CHECK_EQ(outcome->text, i % 2 ? "on" : "off");
    CHECK_EQ(outcome->error, ErrorCode::kNone);
  }
}

TEST("the age of a command is judged by its time to live and the clock's skew") {
  const uint32_t ttl = 30000;
  CHECK_EQ(age_of(at(100), at(100), ttl), CommandAge::kFresh);
  CHECK_EQ(age_of(at(100), at(130), ttl), CommandAge::kFresh);
  CHECK_EQ(age_of(at(100), at(130, 1), ttl), CommandAge::kStale);
  CHECK_EQ(age_of(at(130), at(100), ttl), CommandAge::kFresh);
  CHECK_EQ(age_of(at(130, 1), at(100), ttl), CommandAge::kFuture);
  CHECK_EQ(age_of(at(0), at(4102444799), ttl), CommandAge::kStale);
  CHECK_EQ(age_of(at(4102444799), at(0), ttl), CommandAge::kFuture);
  CHECK_EQ(age_of(Moment(), at(100), ttl), CommandAge::kUnknown);
  CHECK_EQ(age_of(at(100), Moment(), ttl), CommandAge::kUnknown);
}
