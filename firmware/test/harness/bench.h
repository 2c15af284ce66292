#pragma once

#include "homesync/node.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/system.h"
#include "homesync/simulated/button.h"
#include "homesync/simulated/firmware_slot.h"
#include "homesync/simulated/flash.h"
#include "homesync/simulated/led.h"
#include "homesync/simulated/provisioning.h"
#include "homesync/simulated/pzem_meter.h"
#include "homesync/simulated/radio.h"
#include "homesync/simulated/relay.h"
#include "homesync/simulated/retained_memory.h"
#include "homesync/simulated/seeded_random.h"
#include "homesync/simulated/settable_clock.h"
#include "homesync/simulated/thermometer.h"
#include "homesync/simulated/trust_anchor.h"
#include "recording_download.h"
#include "recording_mqtt.h"
#include "toy_signature.h"

namespace homesync::test {

class BenchSystem final : public SystemPort {
 public:
  protocol::ResetReason reset_reason() override { return reason; }
  uint32_t free_heap() override { return 41232; }
  uint32_t largest_block() override { return 30208; }
  void restart() override { ++restarts; }
  void halt() override { ++halts; }

  protocol::ResetReason reason = protocol::ResetReason::kPowerOn;
  int restarts = 0;
  int halts = 0;
};

/** Room for the largest account and root certificate, each with its old one beside it. */
class BenchRoom final : public simulated::FlashRoom {
 public:
  uint8_t* take(size_t& size) override {
    size = sizeof memory_;
    return memory_;
  }

 private:
  uint8_t memory_[4096];
};

/** Keeps the newest line. */
class BenchLog final : public EventLogPort {
 public:
  void log(LogLevel level, Text line) override {
    if (level < LogLevel::kWarning) return;
    ++warnings;
    last.assign(line);
  }

  int warnings = 0;
  FixedText<128> last;
};

/** A workbench: the simulated hardware around a node, its clock set to 2025-02-06T14:30:00.000Z. */
struct Bench {
  Bench() { clock.set_utc({1738852200, 0}); }

  Ports ports() {
    return {clock,       mqtt,  random,    flash,       system, log,          meter,
            thermometer, relay, radio,     led,         button, provisioning, retained_memory,
            download,    slot,  signature, trust_anchor};
  }

  /** Lets time pass as a body does: polls when the node asks for it. */
  void run(Node& node, Millis span) {
    for (Millis wake = node.poll(); span > 0; wake = node.poll()) {
      const Millis wait = wake == 0 ? 1 : wake;
      const Millis step = wait < span ? wait : span;
      clock.advance(step);
      span -= step;
    }
  }

  /** Starts the node, lets the broker accept it, and forgets what it has published for that. */
  void connect(Node& node) {
    node.start();
    node.on_connected(false);
    mqtt.clear();
  }

  void send(Node& node, Text topic_suffix, Text payload, bool retained = false) {
    FixedText<200> topic;
    topic.assign("homesync/abc123/nodes/node-001/");
    topic.append(topic_suffix);
    node.on_message(topic.view(), payload, retained);
  }

  simulated::SettableClock clock;
  BenchRoom room;
  simulated::Flash flash{&room};
  simulated::SeededRandom random{1};
  simulated::PzemMeter meter{clock};
  simulated::Relay relay{meter};
  simulated::Thermometer thermometer;
  simulated::Radio radio;
  simulated::Led led;
  simulated::Button button;
  simulated::Provisioning provisioning;
  simulated::RetainedMemory retained_memory;
  RecordingDownload download;
  simulated::FirmwareSlot slot{flash};
  ToySignature signature;
  simulated::TrustAnchor trust_anchor;
  RecordingMqtt mqtt;
  BenchSystem system;
  BenchLog log;
  Identity identity{"abc123", "node-001", "1.2.3", "virtual", "4f2a9c1", "test bench"};
  Settings settings;
};

}  // namespace homesync::test
