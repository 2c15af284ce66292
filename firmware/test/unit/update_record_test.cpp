#include "homesync/update_record.h"

#include "homesync/simulated/flash.h"
#include "test.h"

using homesync::FixedText;
using homesync::Text;
using homesync::UpdatePhase;
using homesync::UpdateRecord;
namespace protocol = homesync::protocol;

namespace {

constexpr Text kKey = "ota";
constexpr Text kVersion = "1.3.0";

/** What a boot as kVersion makes of these bytes in the flash. */
UpdatePhase load(const uint8_t* bytes, size_t size) {
  homesync::simulated::Flash flash;
  flash.write(kKey, bytes, size);
  FixedText<protocol::kRequestIdMaxLength> request_id;
  bool is_version = false;
  return UpdateRecord(flash).load(kVersion, request_id, is_version);
}

}  // namespace

TEST("a stored update is read as it was written") {
  homesync::simulated::Flash flash;
  UpdateRecord record(flash);
  CHECK(record.begin("up-1", kVersion));
  CHECK(record.mark_committed());
  FixedText<protocol::kRequestIdMaxLength> request_id;
  bool is_version = false;
  CHECK_EQ(record.load(kVersion, request_id, is_version), UpdatePhase::kCommitted);
  CHECK(request_id.view() == Text("up-1"));
  CHECK(is_version);
}

TEST("a corrupt record of an update is none: what it holds would be published as it stands") {
  // format, phase, length of the request_id, request_id, version
  uint8_t record[] = {1, 2, 4, 'u', 'p', '-', '1', '1', '.', '3', '.', '0'};
  CHECK_EQ(load(record, sizeof record), UpdatePhase::kCommitted);

  // Bytes that JSON cannot hold as they are, and one that no request_id has.
  constexpr uint8_t kForeign[] = {0xFF, '"', 0, ' '};
  for (const uint8_t byte : kForeign) {
    record[4] = byte;
    CHECK_EQ(load(record, sizeof record), UpdatePhase::kNone);
  }
  record[4] = 'p';

  for (size_t place = 0; place < 3; ++place) {
    const uint8_t was = record[place];
    record[place] = UINT8_MAX;
    CHECK_EQ(load(record, sizeof record), UpdatePhase::kNone);
    record[place] = was;
  }
  // A request_id of no characters, and one that leaves none for the version.
  record[2] = 0;
  CHECK_EQ(load(record, sizeof record), UpdatePhase::kNone);
  record[2] = sizeof record - 3;
  CHECK_EQ(load(record, sizeof record), UpdatePhase::kNone);
  record[2] = 4;

  for (size_t size = 1; size <= 7; ++size) CHECK_EQ(load(record, size), UpdatePhase::kNone);
}
