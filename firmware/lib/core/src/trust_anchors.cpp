#include "homesync/trust_anchors.h"

#include "homesync/base64.h"
#include "homesync/crc32.h"
#include "homesync/field_rules.h"
#include "homesync/json_text.h"
#include "homesync/record_crc.h"

namespace homesync {

using protocol::ErrorCode;
using protocol::kMaxTrustAnchorBytes;

namespace {

constexpr Text kKey = "trust_anchor";
/** Behind the certificate: the format and the CRC. */
constexpr size_t kTail = 1 + kRecordCrcSize;

}  // namespace

struct TrustAnchors::Record {
  /** The certificate in base64, and what is made of it in its place. */
  uint8_t bytes[protocol::kCertificateMaxLength];
  /** Of the certificate (DER). */
  size_t size = 0;
};

static_assert(protocol::kCertificateMaxLength >= kMaxTrustAnchorBytes + kTail,
              "the record fits where its base64 was");

bool TrustAnchors::load(Record& record) {
  const size_t whole = store_.read(kKey, record.bytes, sizeof record.bytes);
  if (whole <= kTail || whole > kMaxTrustAnchorBytes + kTail) return false;
  const size_t size = whole - kTail;
  if (!has_record_crc(record.bytes, size + 1) || record.bytes[size] != kFormat) return false;
  record.size = size;
  return true;
}

bool TrustAnchors::start() {
  Record record;
  if (!load(record)) return store_.read(kKey, record.bytes, 0) == 0;
  port_.trust(record.bytes, record.size);
  return true;
}

ErrorCode TrustAnchors::set(JsonValue certificate) {
  Record record;
  auto* characters = reinterpret_cast<char*>(record.bytes);
  size_t length = 0;
  const ErrorCode error = certificate.as_text(characters, sizeof record.bytes, length);
  if (error != ErrorCode::kNone) return error;
  // In place: three bytes never overtake the four characters that they are made of.
  if (!decode_base64(Text(characters, length), record.bytes, kMaxTrustAnchorBytes, record.size) ||
      !port_.accepts(record.bytes, record.size)) {
    return ErrorCode::kBadCertificate;
  }
  record.bytes[record.size] = kFormat;
  put_record_crc(record.bytes, record.size + 1);
  if (!store_.write(kKey, record.bytes, record.size + kTail)) return ErrorCode::kStorageFault;
  port_.trust(record.bytes, record.size);
  return ErrorCode::kNone;
}

bool TrustAnchors::remove() {
  if (!store_.remove(kKey)) return false;
  port_.trust(nullptr, 0);
  return true;
}

bool TrustAnchors::checksum(uint32_t& crc) {
  Record record;
  if (!load(record)) return false;
  crc = crc32(record.bytes, record.size);
  return true;
}

ErrorCode check_certificate(JsonValue value) {
  if (value.is_absent()) return ErrorCode::kMissingField;
  if (value.type() != JsonType::kText) return ErrorCode::kWrongType;
  JsonTextReader reader(value.raw());
  size_t length = 0;
  size_t padding = 0;
  for (char byte = '\0'; reader.next(byte); ++length) {
    if (byte == '=') {
      ++padding;
    } else if (padding > 0 || !is_base64_digit(byte)) {
      return ErrorCode::kOutOfRange;
    }
  }
  const bool fits = length - padding >= protocol::kCertificateMinLength && padding <= 2 &&
                    length <= protocol::kCertificateMaxLength;
  return fits ? ErrorCode::kNone : ErrorCode::kOutOfRange;
}

}  // namespace homesync
