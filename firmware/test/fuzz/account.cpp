#include "homesync/account.h"

#include "homesync/account_rules.h"
#include "homesync/json_scan.h"
#include "homesync/trust_anchors.h"
#include "input.h"
#include "provisioning_bench.h"

// What someone types on the serial port or sends by the portal's form, and what may be found in the
// store at the account's place: a node has its old account or another whole one, and tells no
// secret. The first byte says which (Code).

using homesync::Account;
using homesync::AccountFound;
using homesync::Text;
using homesync::fuzz::ExactBytes;
using homesync::fuzz::require;
using homesync::protocol::AccountField;
using homesync::protocol::ErrorCode;
using homesync::test::ProvisioningBench;

namespace {

constexpr size_t kRoom = 2048;
constexpr Text kSecret = "~no answer holds this~";

enum Code : uint8_t { kLine, kForm, kRecord, kSignedRecord, kAnchorRecord, kCodes };

bool holds(Text text, Text part) {
  return memmem(text.data, text.size, part.data, part.size) != nullptr;
}

struct Stored {
  explicit Stored(ProvisioningBench& bench, Text key) : size(bench.flash.read(key, bytes, kRoom)) {}
  bool operator==(const Stored& other) const {
    return size == other.size && memcmp(bytes, other.bytes, size) == 0;
  }

  uint8_t bytes[kRoom];
  size_t size;
};

void provision(ProvisioningBench& bench, Text text, bool is_form) {
  bench.line(
      "{\"action\":\"set\",\"account\":{\"wifi_ssid\":\"Home\",\"wifi_password\":\"~no answer "
      "holds this~\",\"mqtt_host\":\"b\",\"mqtt_username\":\"u\",\"mqtt_password\":\"~no answer "
      "holds this~\",\"home_id\":\"h\",\"node_id\":\"n\"}}");
  require(bench.provisioner.has_succeeded(), "the first account is taken");
  const Stored before(bench, "account");
  const bool says_it = holds(text, kSecret);
  const Text answer = is_form ? bench.form(text) : bench.line(text);
  require(homesync::validate(answer) == ErrorCode::kNone, "an answer is JSON");
  require(says_it || !holds(answer, kSecret), "an answer tells no secret");
  const Stored after(bench, "account");
  if (!bench.provisioner.has_succeeded()) require(before == after, "a refusal changes nothing");
  bench.stored();
  require(bench.found == (after.size == 0 ? AccountFound::kNone : AccountFound::kLoaded),
          "what is stored can be read");
}

void judge(const Account& account) {
  AccountField missing;
  require(account.is_complete(missing), "nothing is missing in an account that was loaded");
  for (uint8_t place = 0; place < homesync::protocol::kAccountFieldCount; ++place) {
    const auto field = static_cast<AccountField>(place);
    const Text text = account.text(field);
    if (text.empty()) continue;
    require(homesync::follows_rule(field, text), "a field follows its rule");
    require(text.data[text.size] == '\0' && memchr(text.data, '\0', text.size) == nullptr,
            "a text ends with its NUL");
  }
  require(account.port() > 0, "there is a port");
}

void load(ProvisioningBench& bench, const uint8_t* data, size_t size, bool is_signed) {
  uint8_t record[kRoom];
  memcpy(record, data, size);
  if (is_signed) {
    homesync::put_record_crc(record, size);
    size += homesync::kRecordCrcSize;
  }
  if (!bench.flash.write("account", record, size)) return;
  bench.stored();
  if (bench.found != AccountFound::kLoaded) {
    require(bench.account.is_empty(), "nothing is taken of a record that is none");
    return;
  }
  judge(bench.account);
  require(bench.account.save(bench.flash), "it can be stored again");
  const Stored again(bench, "account");
  require(again.size == size && memcmp(again.bytes, record, size) == 0, "as it was");
  bench.line("{\"action\":\"get\"}");
  require(bench.provisioner.has_succeeded(), "its state can be told");
}

void load_anchor(ProvisioningBench& bench, const uint8_t* data, size_t size) {
  if (!bench.flash.write("trust_anchor", data, size)) return;
  homesync::TrustAnchors anchors(bench.flash, bench.trust_anchor);
  uint32_t checksum = 0;
  const bool is_one = anchors.checksum(checksum);
  require(anchors.start() == is_one, "a record is a certificate or it is not");
  require(bench.trust_anchor.checksum() == (is_one ? checksum : 0), "only one that is, is trusted");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2 || size > kRoom - homesync::kRecordCrcSize) return 0;
  ProvisioningBench bench;
  const uint8_t code = data[0] % kCodes;
  const ExactBytes bytes(data + 1, size - 1);
  switch (code) {
    case kLine:
    case kForm:
      provision(bench, bytes.text(), code == kForm);
      break;
    case kRecord:
    case kSignedRecord:
      load(bench, data + 1, size - 1, code == kSignedRecord);
      break;
    default:
      load_anchor(bench, data + 1, size - 1);
      break;
  }
  return 0;
}
