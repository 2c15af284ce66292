#include "host_ports.h"

#include "host_imports.h"

namespace homesync::wasm {

namespace {

uint32_t flags_of(uint8_t qos, bool retain) {
  return qos | (retain ? 4U : 0U);
}

}  // namespace

void HostMqtt::connect(const SessionPlan& plan) {
  if (is_cut_off()) return;
  const Will& will = plan.will;
  host_mqtt_connect(node_, plan.client_id.data, plan.client_id.size, will.topic.data,
                    will.topic.size, will.payload.data, will.payload.size,
                    flags_of(will.qos, will.retain), plan.keep_alive_s, plan.clean_session ? 1 : 0);
}

bool HostMqtt::subscribe(Text filter, uint8_t qos) {
  if (is_cut_off()) return false;
  host_mqtt_subscribe(node_, filter.data, filter.size, qos);
  return true;
}

PacketId HostMqtt::publish(Text topic, Text payload, uint8_t qos, bool retain) {
  if (is_cut_off()) return kNotAccepted;
  return static_cast<PacketId>(host_mqtt_publish(node_, topic.data, topic.size, payload.data,
                                                 payload.size, flags_of(qos, retain)));
}

void HostMqtt::disconnect() {
  if (flash_.lost_power()) return;
  host_mqtt_disconnect(node_);
}

void HostMqtt::abort() {
  host_mqtt_abort(node_);
}

void HostLog::log(LogLevel level, Text line) {
  host_log(node_, static_cast<uint32_t>(level), line.data, line.size);
}

void ObservedRelay::set(bool on) {
  const bool was_on = relay_.is_on();
  relay_.set(on);
  if (relay_.is_on() != was_on) host_relay_changed(node_, relay_.is_on() ? 1 : 0);
}

}  // namespace homesync::wasm
