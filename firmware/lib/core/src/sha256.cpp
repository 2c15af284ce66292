#include "homesync/sha256.h"

#include <string.h>

namespace homesync {

namespace {

constexpr size_t kRounds = 64;
constexpr size_t kScheduled = 16;

/** FIPS 180-4, 4.2.2 */
constexpr uint32_t kConstants[kRounds] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

uint32_t rotate(uint32_t word, int places) {
  return word >> places | word << (32 - places);
}

uint32_t read_word(const uint8_t* bytes) {
  return static_cast<uint32_t>(bytes[0]) << 24 | static_cast<uint32_t>(bytes[1]) << 16 |
         static_cast<uint32_t>(bytes[2]) << 8 | bytes[3];
}

void write_word(uint32_t word, uint8_t* bytes) {
  for (int i = 0; i < 4; ++i) bytes[i] = static_cast<uint8_t>(word >> (24 - 8 * i));
}

/** The next word of the message schedule, of which only the last 16 are kept (FIPS 180-4, 6.2.3).
 */
uint32_t schedule(uint32_t (&words)[kScheduled], size_t round) {
  uint32_t& word = words[round % kScheduled];
  if (round < kScheduled) return word;
  const uint32_t early = words[(round + 1) % kScheduled];
  const uint32_t late = words[(round + 14) % kScheduled];
  const uint32_t small_0 = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3;
  const uint32_t small_1 = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10;
  word += small_0 + words[(round + 9) % kScheduled] + small_1;
  return word;
}

}  // namespace

bool operator==(const Sha256Digest& left, const Sha256Digest& right) {
  return memcmp(left.bytes, right.bytes, Sha256Digest::kSize) == 0;
}

void Sha256::update(const void* bytes, size_t size) {
  const auto* next = static_cast<const uint8_t*>(bytes);
  while (size > 0) {
    const size_t used = length_ % kBlock;
    const size_t room = kBlock - used;
    const size_t count = size < room ? size : room;
    memcpy(block_ + used, next, count);
    length_ += static_cast<uint32_t>(count);
    next += count;
    size -= count;
    if (count == room) compress();
  }
}

Sha256Digest Sha256::finish() {
  const uint32_t length = length_;
  // Padding: a one bit, zeros, and the number of bits in 64 bits (FIPS 180-4, 5.1.1).
  add(0x80);
  while (length_ % kBlock != kBlock - 8) add(0);
  uint8_t bits[8];
  write_word(length >> 29, bits);
  write_word(length << 3, bits + 4);
  update(bits, sizeof bits);
  Sha256Digest digest;
  for (size_t i = 0; i < kWords; ++i) write_word(state_[i], digest.bytes + 4 * i);
  *this = Sha256();
  return digest;
}

void Sha256::add(uint8_t byte) {
  update(&byte, 1);
}

/** FIPS 180-4, 6.2.2 */
void Sha256::compress() {
  uint32_t words[kScheduled];
  for (size_t i = 0; i < kScheduled; ++i) words[i] = read_word(block_ + 4 * i);
  uint32_t v[kWords];
  memcpy(v, state_, sizeof v);
  for (size_t round = 0; round < kRounds; ++round) {
    const uint32_t big_1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
    const uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    const uint32_t first = v[7] + big_1 + choice + kConstants[round] + schedule(words, round);
    const uint32_t big_0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
    const uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
    for (size_t i = kWords - 1; i > 0; --i) v[i] = v[i - 1];
    v[4] += first;
    v[0] = first + big_0 + majority;
  }
  for (size_t i = 0; i < kWords; ++i) state_[i] += v[i];
}

}  // namespace homesync
