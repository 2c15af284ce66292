#include <stdio.h>

#include <initializer_list>

#include "homesync/record_crc.h"
#include "homesync/settings_store.h"
#include "homesync/topic_path.h"
#include "homesync/update_record.h"
#include "homesync/vectors.h"
#include "message_code.h"
#include "pzem_frames.h"
#include "stored_code.h"
#include "update_bench.h"
#include "update_code.h"

// Writes what the fuzzers start from: the golden vectors and the captured frames in the form of
// each target, and dictionaries of the protocol's words.
//   write-seeds <folder>

using homesync::Text;
using homesync::vectors::JsonVector;
using homesync::vectors::Vector;
namespace protocol = homesync::protocol;
namespace code = homesync::fuzz::message_code;
namespace stored_code = homesync::fuzz::stored_code;
namespace update_code = homesync::fuzz::update_code;

namespace {

/** A new file; says so when it cannot be made. */
class SeedFile {
 public:
  explicit SeedFile(const char* path) : file_(fopen(path, "wb")) {
    if (file_ == nullptr) perror(path);
  }
  ~SeedFile() {
    if (file_ != nullptr) fclose(file_);
  }
  SeedFile(const SeedFile&) = delete;
  SeedFile& operator=(const SeedFile&) = delete;

  bool is_open() const { return file_ != nullptr; }
  void byte(uint8_t value) { fputc(value, file_); }
  void bytes(const void* data, size_t size) { fwrite(data, 1, size, file_); }

  /** A line of a dictionary; `escaped`: with the backslashes that its form asks for. */
  void word(Text escaped) {
    fprintf(file_, "\"%.*s\"\n", static_cast<int>(escaped.size), escaped.data);
  }

 private:
  FILE* file_;
};

/** The path of a target's seed. */
struct SeedPath {
  SeedPath(const char* folder, const char* target, unsigned number) {
    snprintf(characters, sizeof characters, "%s/%s/%04u", folder, target, number);
  }

  char characters[512];
};

uint8_t topic_code(protocol::Topic topic) {
  const protocol::TopicInfo& info = homesync::info_of(topic);
  for (uint8_t i = 0; i < code::kTopicCount; ++i) {
    if (code::kTopics[i] == Text(info.suffix, info.suffix_length)) return i;
  }
  return code::kOtherTopic;
}

bool write_json(const char* folder) {
  unsigned number = 0;
  for (const Vector& vector : homesync::vectors::kVectors) {
    SeedFile file(SeedPath(folder, "json", number++).characters);
    if (!file.is_open()) return false;
    file.bytes(vector.bytes, vector.size);
  }
  for (const JsonVector& vector : homesync::vectors::kJsonVectors) {
    SeedFile file(SeedPath(folder, "json", number++).characters);
    if (!file.is_open()) return false;
    file.bytes(vector.bytes, vector.size);
  }
  return true;
}

bool write_commands(const char* folder) {
  unsigned number = 0;
  for (const Vector& vector : homesync::vectors::kVectors) {
    const uint8_t topic = topic_code(vector.topic);
    if (topic == code::kOtherTopic) continue;
    SeedFile file(SeedPath(folder, "command", number++).characters);
    if (!file.is_open()) return false;
    // As it is, then repeated with the clock unknown.
    for (const uint8_t flags : {uint8_t{0}, code::kNoClock}) {
      file.byte(topic | flags);
      file.bytes(vector.bytes, vector.size);
      file.byte(code::kEnd);
    }
  }
  return true;
}

bool write_frames(const char* folder) {
  unsigned number = 0;
  constexpr uint8_t kPieces[] = {0x00, 0x04, 0x10, 0x17, 0x41, 0x20};
  for (const uint8_t piece : kPieces) {
    SeedFile file(SeedPath(folder, "pzem", number++).characters);
    if (!file.is_open()) return false;
    file.byte(1);
    const auto exchange = [&file, piece](const auto& frame) {
      file.byte(piece);
      file.bytes(frame, sizeof frame);
    };
    exchange(frames::kReading);
    exchange(frames::kOtherReading);
    exchange(frames::kReset);
    exchange(frames::kReadError);
    exchange(frames::kResetError);
  }
  return true;
}

/** A record of settings and one of an update, as a node has written them. */
bool write_records(const char* folder) {
  homesync::simulated::Flash flash;
  homesync::Settings settings;
  settings.set_number(protocol::Setting::kTelemetryIntervalS, 60);
  settings.set_name("kitchen");
  homesync::SettingsStore(flash).save(settings);
  homesync::UpdateRecord update(flash);
  update.begin("up-1", "1.3.0");
  unsigned number = 0;
  for (uint8_t phase = 0; phase < 2; ++phase) {
    SeedFile file(SeedPath(folder, "stored", number++).characters);
    if (!file.is_open()) return false;
    for (uint8_t key = 0; key < 2; ++key) {
      uint8_t record[UINT8_MAX];
      const size_t size = flash.read(stored_code::kKeys[key], record, sizeof record);
      // The checksum of the settings is for the target to make, or no change would pass it.
      const bool checked = key == 0;
      const size_t kept = checked ? size - homesync::kRecordCrcSize : size;
      file.byte(checked ? stored_code::kChecksum : key);
      file.byte(static_cast<uint8_t>(kept));
      file.bytes(record, kept);
    }
    update.mark_committed();
  }
  return true;
}

/** A good update, and one of which a connection is lost. */
bool write_updates(const char* folder) {
  using Event = update_code::Event;
  const auto number_of = [](Event event) { return static_cast<uint8_t>(event); };
  constexpr uint8_t kWhole = homesync::test::Update::kSize / update_code::kUnit;
  const uint8_t good[] = {number_of(Event::kOpened), 0, number_of(Event::kPiece), kWhole,
                          number_of(Event::kComplete)};
  const uint8_t lost[] = {number_of(Event::kOpened),
                          0,
                          number_of(Event::kPiece),
                          50,
                          number_of(Event::kLost),
                          number_of(Event::kPass),
                          2,
                          number_of(Event::kOpened),
                          50,
                          number_of(Event::kPiece),
                          kWhole,
                          number_of(Event::kComplete)};
  homesync::test::Update update;
  update.sign();
  unsigned number = 0;
  const auto write = [&](const uint8_t* events, size_t size) {
    SeedFile file(SeedPath(folder, "update", number++).characters);
    if (!file.is_open()) return false;
    const Text command = update.command();
    file.bytes(command.data, command.size);
    file.byte(update_code::kEnd);
    file.bytes(events, size);
    return true;
  };
  return write(good, sizeof good) && write(lost, sizeof lost);
}

bool write_timestamps(const char* folder) {
  constexpr const char* kTimestamps[] = {"2025-02-06T14:30:00.000Z", "2024-02-29T23:59:59Z",
                                         "2099-12-31T23:59:59.999Z", "2000-01-01T00:00:00Z",
                                         "2023-02-29T00:00:00.000Z"};
  unsigned number = 0;
  for (const char* timestamp : kTimestamps) {
    SeedFile file(SeedPath(folder, "timestamp", number++).characters);
    if (!file.is_open()) return false;
    file.bytes(timestamp, strlen(timestamp));
  }
  return true;
}

/** Lines, two forms, and the record of an account; the first byte is the target's code. */
bool write_accounts(const char* folder) {
  unsigned number = 0;
  for (const homesync::vectors::ProvisioningVector& vector :
       homesync::vectors::kProvisioningVectors) {
    SeedFile file(SeedPath(folder, "account", number++).characters);
    if (!file.is_open()) return false;
    file.byte(0);
    file.bytes(vector.bytes, vector.size);
  }
  constexpr const char* kForms[] = {
      "wifi_ssid=My+Home&wifi_password=p%26ssword&mqtt_host=b&mqtt_port=1883&mqtt_tls=on",
      "home_id=h&node_id=n&wifi_ssid_2=&mqtt_username=%7e"};
  for (const char* form : kForms) {
    SeedFile file(SeedPath(folder, "account", number++).characters);
    if (!file.is_open()) return false;
    file.byte(1);
    file.bytes(form, strlen(form));
  }
  // Format 1 without its checksum: the first network, the host, the home and the node.
  constexpr char kRecord[] = "\3\1\0\4Home\0\6\1b\0\13\1h\0\14\1n";
  SeedFile file(SeedPath(folder, "account", number).characters);
  if (!file.is_open()) return false;
  file.bytes(kRecord, sizeof kRecord);
  return true;
}

bool write_dictionary(const char* folder, const char* target) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s.dict", folder, target);
  SeedFile file(path);
  if (!file.is_open()) return false;
  for (const char* const field :
       {protocol::field::kAction, protocol::field::kRequestId, protocol::field::kTimestamp,
        protocol::field::kSettings, protocol::field::kCount, protocol::field::kPeriodMs,
        protocol::field::kUrl, protocol::field::kTarget, protocol::field::kVersion,
        protocol::field::kSize, protocol::field::kSha256, protocol::field::kAllowDowngrade,
        protocol::field::kSignature}) {
    file.word(Text::terminated(field));
  }
  for (const protocol::AccountFieldInfo& account_field : protocol::kAccountFields)
    file.word(Text::terminated(account_field.name));
  for (const char* name : protocol::kProvisioningActionNames) file.word(Text::terminated(name));
  for (const protocol::SettingInfo& setting : protocol::kSettings)
    file.word(Text::terminated(setting.name));
  for (const char* name : protocol::kRelayActionNames) file.word(Text::terminated(name));
  for (const char* name : protocol::kLedActionNames) file.word(Text::terminated(name));
  for (const char* name : protocol::kConfigActionNames) file.word(Text::terminated(name));
  for (const char* name : protocol::kOtaActionNames) file.word(Text::terminated(name));
  for (const Text token : {Text("\\\\u"), Text("\\\\\\\""), Text("1e3"), Text("-0.5"), Text("true"),
                           Text("null"), Text("{}")}) {
    file.word(token);
  }
  return true;
}

}  // namespace

int main(int count, char** values) {
  if (count != 2) {
    fprintf(stderr, "write-seeds <folder>\n");
    return 2;
  }
  const char* folder = values[1];
  const bool written = write_json(folder) && write_commands(folder) && write_frames(folder) &&
                       write_records(folder) && write_timestamps(folder) && write_updates(folder) &&
                       write_accounts(folder) && write_dictionary(folder, "json") &&
                       write_dictionary(folder, "command") && write_dictionary(folder, "account");
  return written ? 0 : 1;
}
