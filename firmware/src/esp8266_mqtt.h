#pragma once

#include <MqttClientSetup.h>

#include "esp8266_clock.h"
#include "esp8266_transport.h"
#include "homesync/account.h"
#include "homesync/ports/mqtt.h"
#include "homesync/protocol.h"

namespace homesync {
class Node;
}

namespace homesync::board {

/**
 * espMqttClient over the board's transport. A connect first waits for the network and, for TLS, for
 * a time that certificates can be judged by; the node gives it up when that takes too long.
 */
class Esp8266Mqtt final : public MqttPort {
 public:
  Esp8266Mqtt(Esp8266Clock& clock, Esp8266Transport& transport);

  /** The broker of `account`, which must outlive this. */
  void begin(const Account& account);

  /** Reports to `node` from now on. */
  void attach(Node& node);

  /** To be called from loop(). Only a connect takes long: Esp8266Connection::kOpenLimit. */
  void poll();

  void connect(const SessionPlan& plan) override;
  bool subscribe(Text filter, uint8_t qos) override;
  PacketId publish(Text topic, Text payload, uint8_t qos, bool retain) override;
  void disconnect() override;
  void abort() override;

 private:
  /** The library's client with another transport than its own. */
  class Client final : public MqttClientSetup<Client> {
   public:
    explicit Client(espMqttClientInternals::Transport& transport)
        : MqttClientSetup(espMqttClientTypes::UseInternalTask::NO) {
      _transport = &transport;
    }
  };

  enum class State : uint8_t {
    kClosed,
    /** Until there is a network and a time. */
    kWaiting,
    /** The client is at work, and what it reports is the node's. */
    kOpen,
    /** Given up; the client's report of the end is nobody's. */
    kAborting,
  };

  // homesync_{home_id}_{node_id}_{random}; homesync/{home_id}/nodes/{node_id}/response/command.
  static constexpr size_t kIdentifiers = 2 * protocol::kMaxIdentifier;
  using ClientIdText = FixedText<kIdentifiers + 24>;
  using TopicText = FixedText<kIdentifiers + 48>;
  using WillText = FixedText<96>;

  /** One byte more than the node accepts, so that it notices what was cut off. */
  static constexpr size_t kReceiveCapacity = protocol::kMaxCommandBytes + 1;

  void open();
  void receive(const espMqttClientTypes::MessageProperties& properties, const char* topic,
               const uint8_t* payload, size_t size, size_t index, size_t total);

  Esp8266Clock& clock_;
  Esp8266Transport& transport_;
  Client client_;
  bool needs_time_ = true;
  Node* node_ = nullptr;
  State state_ = State::kClosed;
  ClientIdText client_id_;
  TopicText will_topic_;
  WillText will_payload_;
  uint8_t received_[kReceiveCapacity];
};

}  // namespace homesync::board
