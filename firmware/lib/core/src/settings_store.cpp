#include "homesync/settings_store.h"

#include <string.h>

#include "homesync/record_crc.h"

namespace homesync {

using protocol::Setting;
using protocol::SettingKind;

namespace {

constexpr Text kKey = "settings";
constexpr size_t kHeaderSize = 1;
/** Of a number in base 128. */
constexpr size_t kMaxNumberSize = 5;

constexpr size_t longest_record() {
  size_t size = kHeaderSize + kRecordCrcSize;
  for (const protocol::SettingInfo& info : protocol::kSettings) {
    size += 1 + (info.kind == SettingKind::kText ? size_t{1} + info.max_length : kMaxNumberSize);
  }
  return size;
}
static_assert(longest_record() <= SettingsStore::kCapacity, "every setting can be stored");

bool is_text(uint8_t place) {
  return protocol::kSettings[place].kind == SettingKind::kText;
}

/** One entry of a record. */
struct Entry {
  uint8_t place = 0;
  bool text = false;
  int32_t number = 0;
  Text characters;
};

/** The entries of a record, one after the other. */
class EntryReader {
 public:
  EntryReader(const uint8_t* bytes, size_t size) : at_(bytes), end_(bytes + size) {}

  bool at_end() const { return at_ == end_; }
  const uint8_t* position() const { return at_; }

  /** False when what follows is no entry. */
  bool next(Entry& entry) {
    const uint8_t head = *at_++;
    entry.place = head >> 1;
    entry.text = (head & 1) != 0;
    return entry.text ? take_text(entry.characters) : take_number(entry.number);
  }

 private:
  bool take_number(int32_t& number) {
    uint32_t zigzag = 0;
    for (size_t i = 0; i < kMaxNumberSize && at_ < end_; ++i) {
      const uint8_t byte = *at_++;
      zigzag |= static_cast<uint32_t>(byte & 0x7F) << 7 * i;
      if ((byte & 0x80) != 0) continue;
      number = static_cast<int32_t>(zigzag >> 1 ^ (0U - (zigzag & 1)));
      return true;
    }
    return false;
  }

  bool take_text(Text& characters) {
    if (at_ == end_ || *at_ > end_ - at_ - 1) return false;
    const size_t size = *at_++;
    characters = Text(reinterpret_cast<const char*>(at_), size);
    at_ += size;
    return true;
  }

  const uint8_t* at_;
  const uint8_t* end_;
};

uint8_t* put_number(uint8_t* at, int32_t number) {
  const uint32_t sign = number < 0 ? UINT32_MAX : 0;
  uint32_t zigzag = static_cast<uint32_t>(number) << 1 ^ sign;
  for (; zigzag >= 0x80; zigzag >>= 7) *at++ = static_cast<uint8_t>(zigzag | 0x80);
  *at++ = static_cast<uint8_t>(zigzag);
  return at;
}

uint8_t* put_entry(uint8_t* at, uint8_t place, const Settings& settings) {
  *at++ = static_cast<uint8_t>(place << 1 | (is_text(place) ? 1 : 0));
  if (!is_text(place)) return put_number(at, settings.number(static_cast<Setting>(place)));
  const Text name = settings.name();
  *at++ = static_cast<uint8_t>(name.size);
  memcpy(at, name.data, name.size);
  return at + name.size;
}

/** Whether this firmware has the setting of an entry, and of its kind. */
bool is_known(const Entry& entry) {
  return entry.place < protocol::kSettingCount && is_text(entry.place) == entry.text;
}

/** Entries of format 1. A value that is out of today's range leaves the default. */
bool decode(const uint8_t* entries, size_t size, Settings& settings) {
  Settings decoded = settings;
  for (EntryReader reader(entries, size); !reader.at_end();) {
    Entry entry;
    if (!reader.next(entry)) return false;
    if (!is_known(entry)) continue;
    if (entry.text) {
      decoded.set_name(entry.characters);
    } else {
      decoded.set_number(static_cast<Setting>(entry.place), entry.number);
    }
  }
  settings = decoded;
  return true;
}

/** Moves the entries that this firmware does not know to the front; answers their size. */
size_t keep_unknown(uint8_t* entries, size_t size) {
  uint8_t* kept = entries;
  for (EntryReader reader(entries, size); !reader.at_end();) {
    const uint8_t* start = reader.position();
    Entry entry;
    if (!reader.next(entry)) break;
    const auto length = static_cast<size_t>(reader.position() - start);
    if (entry.place < protocol::kSettingCount) continue;
    memmove(kept, start, length);
    kept += length;
  }
  return static_cast<size_t>(kept - entries);
}

}  // namespace

/** On kLoaded, `size` is that of the entries. */
SettingsFound SettingsStore::read(uint8_t* record, size_t& size) {
  const size_t whole = store_.read(kKey, record, kCapacity);
  if (whole == 0) return SettingsFound::kNone;
  // No firmware up to this one writes so much; a longer record cannot be checked here.
  if (whole > kCapacity) return SettingsFound::kNewer;
  if (whole < kHeaderSize + kRecordCrcSize) return SettingsFound::kCorrupt;
  if (!has_record_crc(record, whole - kRecordCrcSize)) return SettingsFound::kCorrupt;
  if (record[0] > kFormat) return SettingsFound::kNewer;
  if (record[0] != kFormat) return SettingsFound::kCorrupt;
  size = whole - kHeaderSize - kRecordCrcSize;
  return SettingsFound::kLoaded;
}

SettingsFound SettingsStore::load(Settings& settings) {
  uint8_t record[kCapacity];
  size_t size = 0;
  const SettingsFound found = read(record, size);
  if (found != SettingsFound::kLoaded) return found;
  const bool decoded = decode(record + kHeaderSize, size, settings);
  return decoded ? SettingsFound::kLoaded : SettingsFound::kCorrupt;
}

SettingsSaved SettingsStore::save(const Settings& settings) {
  uint8_t record[kCapacity];
  size_t size = 0;
  const SettingsFound found = read(record, size);
  if (found == SettingsFound::kNewer) return SettingsSaved::kNewerKept;
  record[0] = kFormat;
  const size_t unknown =
      found == SettingsFound::kLoaded ? keep_unknown(record + kHeaderSize, size) : 0;
  if (unknown > kCapacity - longest_record()) return SettingsSaved::kNewerKept;
  uint8_t* at = record + kHeaderSize + unknown;
  for (uint8_t place = 0; place < protocol::kSettingCount; ++place) {
    if (settings.chosen().has(static_cast<Setting>(place))) at = put_entry(at, place, settings);
  }
  const auto content = static_cast<size_t>(at - record);
  put_record_crc(record, content);
  const bool written = store_.write(kKey, record, content + kRecordCrcSize);
  return written ? SettingsSaved::kSaved : SettingsSaved::kFailed;
}

bool SettingsStore::erase() {
  return store_.remove(kKey);
}

}  // namespace homesync
