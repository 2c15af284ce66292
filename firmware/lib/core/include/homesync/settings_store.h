#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/ports/store.h"
#include "homesync/settings.h"

namespace homesync {

/** What was found at the place of the stored settings. */
enum class SettingsFound : uint8_t {
  /** Nothing: the node was never configured. */
  kNone,
  kLoaded,
  /** A record that does not hold its own checksum or form; nothing of it was taken. */
  kCorrupt,
  /** A record of a newer firmware's format. Nothing of it was taken, and it is kept for that one.
   */
  kNewer,
};

/** What became of a save. Unless kSaved, the record is as it was. */
enum class SettingsSaved : uint8_t {
  kSaved,
  /** The store did not take it. */
  kFailed,
  /** What is stored belongs to a newer firmware, which would lose it. */
  kNewerKept,
};

/**
 * The settings that were ever set, as one record in the store, so that a power cut leaves all the
 * old ones or all the new ones.
 *
 * Format 1: the byte 1; one entry a setting; a CRC-32 of all before it, low byte first. An entry is
 * a byte (the setting's place in the table times two, plus one for a text), then a number in
 * zigzag base 128, seven bits a byte, low ones first, or the length and the characters of a text.
 *
 * Every format begins with its number and ends with that CRC, so that a newer one can be told from
 * a corrupt one. The table of settings may grow without a new format: a setting that a record lacks
 * has its default, an entry that this firmware does not know is passed over and kept when the
 * record is written again. Whoever changes the format reads every older one in decode().
 */
class SettingsStore {
 public:
  static constexpr uint8_t kFormat = 1;
  /** Bytes. The settings of today take at most 119; the rest is for those of newer firmware. */
  static constexpr size_t kCapacity = 192;

  explicit SettingsStore(StorePort& store) : store_(store) {}

  /** Lays what is stored over `settings`; they are unchanged unless the answer is kLoaded. */
  SettingsFound load(Settings& settings);

  SettingsSaved save(const Settings& settings);

  /** Whatever is there, of any format. False when it could not be removed. */
  bool erase();

 private:
  SettingsFound read(uint8_t* record, size_t& size);

  StorePort& store_;
};

}  // namespace homesync
