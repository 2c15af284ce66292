#pragma once

#include "homesync/ports/event_log.h"
#include "homesync/ports/mqtt.h"
#include "homesync/simulated/relay.h"

namespace homesync::wasm {

/** The host's MQTT client. */
class HostMqtt final : public MqttPort {
 public:
  explicit HostMqtt(uint32_t node) : node_(node) {}

  void connect(const SessionPlan& plan) override;
  bool subscribe(Text filter, uint8_t qos) override;
  PacketId publish(Text topic, Text payload, uint8_t qos, bool retain) override;
  void disconnect() override;
  void abort() override;

 private:
  uint32_t node_;
};

class HostLog final : public EventLogPort {
 public:
  explicit HostLog(uint32_t node) : node_(node) {}

  void log(LogLevel level, Text line) override;

 private:
  uint32_t node_;
};

/** A simulated relay whose moves the host hears of. */
class ObservedRelay final : public RelayPort {
 public:
  ObservedRelay(uint32_t node, simulated::Relay& relay) : relay_(relay), node_(node) {}

  void set(bool on) override;
  bool is_on() const override { return relay_.is_on(); }

 private:
  simulated::Relay& relay_;
  uint32_t node_;
};

}  // namespace homesync::wasm
