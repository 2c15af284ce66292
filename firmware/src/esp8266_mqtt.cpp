#include "esp8266_mqtt.h"

#include <ESP8266WiFi.h>

#include "homesync/node.h"

namespace homesync::board {

using namespace espMqttClientTypes;

Esp8266Mqtt::Esp8266Mqtt(Esp8266Clock& clock, Esp8266Transport& transport)
    : clock_(clock), transport_(transport), client_(transport) {
  client_.setTimeout(protocol::kConnectTimeout / 1000);
}

void Esp8266Mqtt::begin(const Account& account) {
  using protocol::AccountField;
  client_.setServer(account.text(AccountField::kMqttHost).data, account.port());
  const Text username = account.text(AccountField::kMqttUsername);
  const Text password = account.text(AccountField::kMqttPassword);
  client_.setCredentials(username.empty() ? nullptr : username.data,
                         password.empty() ? nullptr : password.data);
  needs_time_ = account.has_tls();
  transport_.begin(account.has_tls());
}

void Esp8266Mqtt::attach(Node& node) {
  node_ = &node;
  client_.onConnect([this](bool session_present) {
    if (state_ == State::kOpen) node_->on_connected(session_present);
  });
  client_.onDisconnect([this](DisconnectReason) {
    const bool expected = state_ == State::kOpen;
    if (state_ != State::kWaiting) state_ = State::kClosed;
    if (expected) node_->on_disconnected();
  });
  client_.onSubscribe([this](uint16_t, const SubscribeReturncode* codes, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      if (codes[i] == SubscribeReturncode::FAIL) client_.disconnect();
    }
  });
  client_.onPublish([this](uint16_t packet) {
    if (state_ == State::kOpen) node_->on_published(packet);
  });
  client_.onMessage([this](const MessageProperties& properties, const char* topic,
                           const uint8_t* payload, size_t size, size_t index, size_t total) {
    receive(properties, topic, payload, size, index, total);
  });
}

void Esp8266Mqtt::poll() {
  client_.loop();
  if (state_ == State::kWaiting && client_.disconnected()) open();
}

void Esp8266Mqtt::connect(const SessionPlan& plan) {
  client_id_.assign(plan.client_id);
  will_topic_.assign(plan.will.topic);
  will_payload_.assign(plan.will.payload);
  client_.setClientId(client_id_.c_str());
  client_.setWill(will_topic_.c_str(), plan.will.qos, plan.will.retain,
                  reinterpret_cast<const uint8_t*>(will_payload_.c_str()), will_payload_.size());
  client_.setKeepAlive(plan.keep_alive_s);
  client_.setCleanSession(plan.clean_session);
  state_ = State::kWaiting;
}

bool Esp8266Mqtt::subscribe(Text filter, uint8_t qos) {
  TopicText terminated;
  return terminated.assign(filter) && client_.subscribe(terminated.c_str(), qos) != 0;
}

PacketId Esp8266Mqtt::publish(Text topic, Text payload, uint8_t qos, bool retain) {
  TopicText terminated;
  if (!terminated.assign(topic)) return kNotAccepted;
  return client_.publish(terminated.c_str(), qos, retain,
                         reinterpret_cast<const uint8_t*>(payload.data), payload.size);
}

void Esp8266Mqtt::disconnect() {
  client_.disconnect();
}

void Esp8266Mqtt::abort() {
  state_ = client_.disconnect(true) ? State::kAborting : State::kClosed;
}

void Esp8266Mqtt::open() {
  uint32_t now = 0;
  if (!WiFi.isConnected() || (needs_time_ && !clock_.certificate_time(now))) return;
  state_ = State::kOpen;
  if (client_.connect()) return;
  state_ = State::kClosed;
  node_->on_disconnected();
}

void Esp8266Mqtt::receive(const MessageProperties& properties, const char* topic,
                          const uint8_t* payload, size_t size, size_t index, size_t total) {
  if (index < kReceiveCapacity) {
    const size_t room = kReceiveCapacity - index;
    memcpy(received_ + index, payload, size < room ? size : room);
  }
  if (index + size < total || state_ != State::kOpen) return;
  const size_t kept = total < kReceiveCapacity ? total : kReceiveCapacity;
  node_->on_message(Text::terminated(topic), Text(reinterpret_cast<const char*>(received_), kept),
                    properties.retain);
}

}  // namespace homesync::board
