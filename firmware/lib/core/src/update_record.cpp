#include "homesync/update_record.h"

#include <string.h>

#include "homesync/field_rules.h"

namespace homesync {

namespace {

constexpr Text kKey = "ota";

/** Of the layout below; another is not read. */
constexpr uint8_t kFormat = 1;

// format, phase, length of the request_id, request_id, version
constexpr size_t kPhaseAt = 1;
constexpr size_t kLengthAt = 2;
constexpr size_t kTextsAt = 3;
constexpr size_t kCapacity =
    kTextsAt + protocol::kRequestIdMaxLength + protocol::kFirmwareVersionMaxLength;

struct Record {
  uint8_t bytes[kCapacity];
  size_t size = 0;

  UpdatePhase phase() const { return static_cast<UpdatePhase>(bytes[kPhaseAt]); }
  Text request_id() const { return text(kTextsAt, bytes[kLengthAt]); }
  Text version() const {
    const size_t at = kTextsAt + bytes[kLengthAt];
    return text(at, size - at);
  }

 private:
  Text text(size_t at, size_t length) const {
    return Text(reinterpret_cast<const char*>(bytes) + at, length);
  }
};

bool read(StorePort& store, Record& record) {
  record.size = store.read(kKey, record.bytes, kCapacity);
  return record.size > kTextsAt && record.size <= kCapacity && record.bytes[0] == kFormat &&
         record.bytes[kLengthAt] <= protocol::kRequestIdMaxLength &&
         record.size > kTextsAt + record.bytes[kLengthAt] && is_request_id(record.request_id());
}

}  // namespace

bool UpdateRecord::begin(Text request_id, Text version) {
  Record record;
  if (request_id.size > protocol::kRequestIdMaxLength ||
      version.size > protocol::kFirmwareVersionMaxLength) {
    return false;
  }
  record.bytes[0] = kFormat;
  record.bytes[kPhaseAt] = static_cast<uint8_t>(UpdatePhase::kDownloading);
  record.bytes[kLengthAt] = static_cast<uint8_t>(request_id.size);
  memcpy(record.bytes + kTextsAt, request_id.data, request_id.size);
  memcpy(record.bytes + kTextsAt + request_id.size, version.data, version.size);
  record.size = kTextsAt + request_id.size + version.size;
  return store_.write(kKey, record.bytes, record.size);
}

bool UpdateRecord::mark_committed() {
  Record record;
  if (!read(store_, record)) return false;
  record.bytes[kPhaseAt] = static_cast<uint8_t>(UpdatePhase::kCommitted);
  return store_.write(kKey, record.bytes, record.size);
}

UpdatePhase UpdateRecord::load(Text version, FixedText<protocol::kRequestIdMaxLength>& request_id,
                               bool& is_version) {
  Record record;
  if (!read(store_, record) || record.phase() > UpdatePhase::kCommitted) return UpdatePhase::kNone;
  request_id.assign(record.request_id());
  is_version = record.version() == version;
  return record.phase();
}

void UpdateRecord::remove() {
  store_.remove(kKey);
}

}  // namespace homesync
