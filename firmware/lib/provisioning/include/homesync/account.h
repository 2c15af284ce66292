#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/ports/store.h"
#include "homesync/protocol.h"
#include "homesync/record_crc.h"
#include "homesync/text.h"

namespace homesync {

/** What was found at the place of the stored account. */
enum class AccountFound : uint8_t {
  /** Nothing: the node was never provisioned, or has forgotten. */
  kNone,
  kLoaded,
  /** A record that does not hold its own checksum, form or rules; nothing of it was taken. */
  kCorrupt,
  /** A record of a newer firmware's format, which is kept for that one. Nothing of it was taken. */
  kNewer,
};

/** Bytes of an account's entries when every field is at its longest. */
constexpr size_t longest_account() {
  size_t size = 0;
  for (const protocol::AccountFieldInfo& info : protocol::kAccountFields) {
    size += size_t{3} + info.max_length;
  }
  return size;
}

/**
 * What a node is told before it can connect: networks, broker, identity. Kept packed, as it is
 * stored, so that it takes 0.8 KB and no second copy.
 *
 * Format 1: the byte 1; one entry a field that is set; a CRC-32 of all before it, low byte first.
 * An entry is the field's place in the protocol's table, the number of its characters, these, and a
 * NUL, so that every text can be given to a C interface as it lies here. Every format begins with
 * its number and ends with that CRC, so that a newer one can be told from a corrupt one.
 */
class Account {
 public:
  static constexpr uint8_t kFormat = 1;
  static constexpr uint8_t kNetworks = 3;

  /** Reads the stored one; this one is empty unless the answer is kLoaded. */
  AccountFound load(StorePort& store);

  /** Stores it in one step; false, and what is stored is as it was, when that failed. */
  bool save(StorePort& store);

  /** Removes the stored one. False when it could not be removed. */
  static bool erase(StorePort& store);

  /** A field's text, ended by a NUL; empty when it is not set. */
  Text text(protocol::AccountField field) const;

  /** The name of a network, 0 to kNetworks - 1; empty when there is none. */
  Text ssid(uint8_t network) const;
  Text wifi_password(uint8_t network) const;

  bool has_tls() const;
  /** TCP port of the broker. */
  uint16_t port() const;

  /** Whether nothing is set. */
  bool is_empty() const { return size_ == 0; }

  /** Sets a field to a text that follows its rule; an empty one removes it. */
  void set(protocol::AccountField field, Text value);

  /** Whether every required field is set and none lacks what it goes with; otherwise the field that
   * is missing. */
  bool is_complete(protocol::AccountField& missing) const;

 private:
  static constexpr size_t kHeaderSize = 1;
  static constexpr size_t kCapacity = kHeaderSize + longest_account() + kRecordCrcSize;

  AccountFound judge(size_t whole) const;
  bool is_valid() const;

  uint8_t record_[kCapacity] = {};
  /** Bytes of the entries. */
  uint16_t size_ = 0;
};

}  // namespace homesync
