#pragma once

#include "homesync/network.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/mqtt.h"
#include "homesync/simulated/flash.h"
#include "homesync/simulated/relay.h"

namespace homesync::wasm {

/** The host's MQTT client. Nothing leaves a node whose supply has failed. */
class HostMqtt final : public MqttPort {
 public:
  HostMqtt(uint32_t node, const simulated::Flash& flash) : flash_(flash), node_(node) {}

  /** From now on nothing leaves without this network either. */
  void set_network(const Network* network) { network_ = network; }

  void connect(const SessionPlan& plan) override;
  bool subscribe(Text filter, uint8_t qos) override;
  PacketId publish(Text topic, Text payload, uint8_t qos, bool retain) override;
  void disconnect() override;
  void abort() override;

 private:
  bool is_cut_off() const {
    return flash_.lost_power() || (network_ != nullptr && !network_->is_joined());
  }

  const simulated::Flash& flash_;
  /** Null: a network is always there. */
  const Network* network_ = nullptr;
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
