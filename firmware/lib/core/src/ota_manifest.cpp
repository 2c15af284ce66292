#include "homesync/ota_manifest.h"

namespace homesync {

namespace {

void add_line(OtaSignedBytes& bytes, Text line) {
  bytes.append(line);
  bytes.append("\n");
}

void add_line(OtaSignedBytes& bytes, uint32_t number) {
  constexpr size_t kMaxDigits = 10;
  char digits[kMaxDigits];
  size_t first = kMaxDigits;
  do {
    digits[--first] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0);
  add_line(bytes, Text(digits + first, kMaxDigits - first));
}

}  // namespace

void write_signed_bytes(const OtaManifest& manifest, OtaSignedBytes& bytes) {
  bytes.clear();
  add_line(bytes, protocol::kOtaSignedFirstLine);
  add_line(bytes, manifest.target);
  add_line(bytes, manifest.version);
  add_line(bytes, manifest.size);
  add_line(bytes, manifest.sha256);
  add_line(bytes, manifest.allow_downgrade ? "1" : "0");
}

}  // namespace homesync
