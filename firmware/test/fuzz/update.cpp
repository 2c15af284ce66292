#include <optional>

#include "homesync/command.h"
#include "homesync/hexadecimal.h"
#include "input.h"
#include "update_bench.h"
#include "update_code.h"

// Any manifest, any server: a node commits nothing but an image of the size and the SHA-256 that
// were signed, for its target, and newer or signed as a downgrade; and it ends each update.

using homesync::Command;
using homesync::CommandFault;
using homesync::DownloadEnd;
using homesync::Node;
using homesync::Sha256;
using homesync::Sha256Digest;
using homesync::SlotStatus;
using homesync::Text;
using homesync::Updater;
using homesync::UpdateState;
using homesync::fuzz::ExactBytes;
using homesync::fuzz::Input;
using homesync::fuzz::require;
using homesync::test::Update;
namespace code = homesync::fuzz::update_code;
namespace protocol = homesync::protocol;

namespace {

/** Whoever has the key may sign anything: the fuzzer, too. */
class TrustingSignature final : public homesync::SignaturePort {
 public:
  bool verify(Text, const uint8_t*, size_t) override { return true; }
};

/** A slot that compares what is committed with what was signed. */
class ExaminingSlot final : public homesync::FirmwareSlotPort {
 public:
  SlotStatus begin(uint32_t size) override {
    if (failing) return SlotStatus::kFault;
    hash = Sha256();
    written = 0;
    room = size;
    return SlotStatus::kOk;
  }
  bool write(const uint8_t* bytes, size_t size) override {
    require(size <= room - written, "no more than was announced is written");
    hash.update(bytes, size);
    written += static_cast<uint32_t>(size);
    return !failing;
  }
  bool commit() override {
    require(signed_update.has_value(), "only what a command has named is committed");
    require(written == signed_update->size, "of the size that was signed");
    require(hash.finish() == signed_update->sha256, "with the SHA-256 that was signed");
    require(!committed, "once");
    committed = !failing;
    return committed;
  }
  void abort() override {}

  struct Signed {
    uint32_t size = 0;
    Sha256Digest sha256;
  };
  std::optional<Signed> signed_update;
  Sha256 hash;
  uint32_t written = 0;
  uint32_t room = 0;
  bool failing = false;
  bool committed = false;
};

struct Subject : homesync::test::Bench {
  homesync::Ports examined() {
    const homesync::Ports bench = ports();
    return {bench.clock, bench.mqtt,   bench.random,       bench.store,    bench.system,
            bench.log,   bench.meter,  bench.thermometer,  bench.relay,    bench.radio,
            bench.led,   bench.button, bench.provisioning, bench.retained, bench.download,
            slot_port,   trusting,     bench.trust_anchor};
  }

  TrustingSignature trusting;
  ExaminingSlot slot_port;
  Node node{examined(), identity, settings};
  Update update;
  uint32_t given = 0;

  void offer(Text payload) {
    const ExactBytes exact(payload.data, payload.size);
    Command command;
    CommandFault fault;
    if (decode_command(protocol::Topic::kCommandOta, exact.text(), command, fault) &&
        command.is(protocol::OtaAction::kUpdate)) {
      char text[protocol::kOtaSha256MaxLength];
      size_t size = 0;
      command.update.sha256.as_text(text, sizeof text, size);
      ExaminingSlot::Signed wanted;
      wanted.size = command.update.size;
      homesync::decode_hexadecimal(Text(text, size), wanted.sha256.bytes, Sha256Digest::kSize);
      slot_port.signed_update = wanted;
    }
    send(node, "command/ota", exact.text());
  }

  bool is_under_way() const {
    return node.update_state() != UpdateState::kIdle &&
           node.update_state() != UpdateState::kCommitted;
  }

  void open(uint32_t from, uint32_t total) {
    given = from;
    node.on_download_opened(from, total);
  }

  void give(uint32_t size) {
    const uint32_t left = given < Update::kSize ? Update::kSize - given : 0;
    const uint32_t count = size < left ? size : left;
    const ExactBytes piece(update.image + (left > 0 ? given : 0), count);
    given += count;
    node.on_download_data(reinterpret_cast<const uint8_t*>(piece.text().data), count);
  }

  void happen(Input& input) {
    const auto event = static_cast<code::Event>(input.byte() % uint8_t(code::Event::kCount));
    switch (event) {
      case code::Event::kOpened:
        return open(input.byte() * code::kUnit, Update::kSize);
      case code::Event::kOpenedOdd:
        return open(input.byte(), input.byte());
      case code::Event::kPiece:
        return give(input.byte() * code::kUnit);
      case code::Event::kOther: {
        uint8_t bytes[UINT8_MAX];
        const uint8_t count = input.byte();
        for (uint8_t i = 0; i < count; ++i) bytes[i] = input.byte();
        return node.on_download_data(bytes, count);
      }
      case code::Event::kComplete:
        return node.on_download_ended(DownloadEnd::kComplete);
      case code::Event::kLost:
        return node.on_download_ended(DownloadEnd::kLost);
      case code::Event::kRefused:
        return node.on_download_ended(DownloadEnd::kRefused);
      case code::Event::kPass:
        return run(node, (input.byte() & 31) * 1000U);
      case code::Event::kCancel:
        return send(node, "command/ota", "{\"action\":\"cancel\",\"request_id\":\"c\"}");
      case code::Event::kDisconnect:
        node.on_disconnected();
        return;
      case code::Event::kWorn:
        slot_port.failing = !slot_port.failing;
        return;
      case code::Event::kCount:
        return;
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Subject subject;
  subject.connect(subject.node);
  Input input(data, size);
  subject.offer(input.until(code::kEnd));
  while (!input.empty()) subject.happen(input);
  // Whatever came: in the end nothing is under way any more.
  const homesync::Millis limit = Updater::kTotalTimeout + Updater::kStallTimeout;
  for (homesync::Millis passed = 0; passed < limit && subject.is_under_way(); passed += 1000) {
    subject.run(subject.node, 1000);
  }
  const UpdateState state = subject.node.update_state();
  require(state == (subject.slot_port.committed ? UpdateState::kCommitted : UpdateState::kIdle),
          "an update comes to its end");
  return 0;
}
