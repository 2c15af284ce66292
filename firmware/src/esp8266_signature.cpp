#include "esp8266_signature.h"

#include <Arduino.h>
#include <StackThunk.h>
#include <bearssl/bearssl.h>

#ifndef HOMESYNC_UPDATE_KEY
#define HOMESYNC_UPDATE_KEY ""
#endif

namespace {

/** The uncompressed point: 4, x, y (SEC 1, 2.3.3), and its digits. */
constexpr size_t kKeySize = 65;
constexpr char kKeyDigits[] PROGMEM = HOMESYNC_UPDATE_KEY;
static_assert(sizeof kKeyDigits == 1 || sizeof kKeyDigits == 2 * kKeySize + 1,
              "HOMESYNC_UPDATE_KEY has 130 hexadecimal digits");

/** Not a digit: 16. */
uint8_t value_of(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<uint8_t>(digit - '0');
  digit = static_cast<char>(digit | 0x20);
  return digit >= 'a' && digit <= 'f' ? static_cast<uint8_t>(digit - 'a' + 10) : 16;
}

bool read_key(uint8_t* key) {
  if (sizeof kKeyDigits == 1) return false;
  for (size_t i = 0; i < kKeySize; ++i) {
    const uint8_t high = value_of(static_cast<char>(pgm_read_byte(kKeyDigits + 2 * i)));
    const uint8_t low = value_of(static_cast<char>(pgm_read_byte(kKeyDigits + 2 * i + 1)));
    if (high > 15 || low > 15) return false;
    key[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

}  // namespace

extern "C" {

uint32_t homesync_verify(const br_ec_public_key* key, const uint8_t* digest,
                         const uint8_t* signature, size_t size) {
  return br_ecdsa_i15_vrfy_asn1(&br_ec_p256_m15, digest, br_sha256_SIZE, key, signature, size);
}

// BearSSL needs more stack than loop() has: the core lends that of TLS.
make_stack_thunk(homesync_verify);
uint32_t thunk_homesync_verify(const br_ec_public_key* key, const uint8_t* digest,
                               const uint8_t* signature, size_t size);
}

namespace homesync::board {

bool Esp8266Signature::verify(Text bytes, const uint8_t* signature, size_t size) {
  uint8_t point[kKeySize];
  if (!read_key(point)) return false;
  const br_ec_public_key key = {BR_EC_secp256r1, point, sizeof point};
  uint8_t digest[br_sha256_SIZE];
  br_sha256_context hash;
  br_sha256_init(&hash);
  br_sha256_update(&hash, bytes.data, bytes.size);
  br_sha256_out(&hash, digest);
  stack_thunk_add_ref();
  const uint32_t is_right = thunk_homesync_verify(&key, digest, signature, size);
  stack_thunk_del_ref();
  return is_right == 1;
}

}  // namespace homesync::board
