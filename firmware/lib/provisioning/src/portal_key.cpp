#include "homesync/portal_key.h"

#include <string.h>

#include "homesync/record_crc.h"

namespace homesync {

namespace {

constexpr Text kKey = "portal";
/** 32 characters, five bits each: no 0, 1, i, l, o, and one capital to make up the number. */
constexpr char kLetters[] = "abcdefghjkmnpqrstuvwxyz23456789H";
static_assert(sizeof kLetters - 1 == 32, "five bits a character");
constexpr uint32_t kLetterBits = 5;
/** Of one random number. */
constexpr size_t kLettersPerNumber = 6;

constexpr size_t kSuffixLength = 4;
constexpr size_t kRecordSize = PortalKey::kPasswordLength + kSuffixLength;

bool is_letter(uint8_t byte) {
  return byte != 0 && memchr(kLetters, byte, sizeof kLetters - 1) != nullptr;
}

}  // namespace

bool PortalKey::load(StorePort& store, RandomPort& random) {
  uint8_t record[kRecordSize + kRecordCrcSize];
  bool stored = store.read(kKey, record, sizeof record) == sizeof record &&
                has_record_crc(record, kRecordSize);
  for (size_t i = 0; stored && i < kRecordSize; ++i) stored = is_letter(record[i]);
  if (!stored) {
    uint32_t bits = 0;
    for (size_t i = 0; i < kRecordSize; ++i) {
      bits = i % kLettersPerNumber == 0 ? random.next() : bits >> kLetterBits;
      record[i] = static_cast<uint8_t>(kLetters[bits % (sizeof kLetters - 1)]);
    }
    put_record_crc(record, kRecordSize);
    stored = store.write(kKey, record, sizeof record);
  }
  memcpy(password_, record, kPasswordLength);
  memcpy(ssid_ + sizeof ssid_ - 1 - kSuffixLength, record + kPasswordLength, kSuffixLength);
  return stored;
}

}  // namespace homesync
