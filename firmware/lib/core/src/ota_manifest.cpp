#include "homesync/ota_manifest.h"

namespace homesync {

namespace {

/** Names the kind and the version of what is signed, so that a signature fits nothing else. */
constexpr Text kFirstLine = "homesync-ota-1";

void add_line(Sha256& hash, Text line) {
  hash.update(line.data, line.size);
  hash.update("\n", 1);
}

void add_line(Sha256& hash, uint32_t number) {
  constexpr size_t kMaxDigits = 10;
  char digits[kMaxDigits];
  size_t first = kMaxDigits;
  do {
    digits[--first] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0);
  add_line(hash, Text(digits + first, kMaxDigits - first));
}

}  // namespace

Sha256Digest digest_of(const OtaManifest& manifest) {
  Sha256 hash;
  add_line(hash, kFirstLine);
  add_line(hash, manifest.target);
  add_line(hash, manifest.version);
  add_line(hash, manifest.size);
  add_line(hash, manifest.sha256);
  add_line(hash, manifest.allow_downgrade ? "1" : "0");
  return hash.finish();
}

}  // namespace homesync
