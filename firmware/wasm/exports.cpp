#include "exports.h"

#include <new>

#include "instance_clock.h"
#include "node_pool.h"
#include "virtual_node.h"

// The interface of the WebAssembly body. The host sets the clock before it calls a node, and after
// every call that may change what is due it asks node_poll when to call next.

namespace {

using homesync::Counter;
using homesync::DownloadEnd;
using homesync::Node;
using homesync::Text;
using homesync::simulated::MeterFault;
using homesync::wasm::fits;
using homesync::wasm::InstanceClock;
using homesync::wasm::kScratchSize;
using homesync::wasm::NodePool;
using homesync::wasm::VirtualNode;
namespace protocol = homesync::protocol;

// One host owns the instance, so these are its, not a node's.
char scratch_buffer[kScratchSize];
InstanceClock instance_clock;
NodePool pool(sizeof(VirtualNode));

constexpr uint32_t kRetainFlag = 4;

}  // namespace

/** Strings pass through here in both directions. */
HOMESYNC_EXPORT(scratch) char* scratch() {
  return scratch_buffer;
}
HOMESYNC_EXPORT(scratch_size) uint32_t scratch_size() {
  return kScratchSize;
}

HOMESYNC_EXPORT(set_clock) void set_clock(double monotonic_ms, double utc_ms) {
  instance_clock.set(monotonic_ms, utc_ms);
}

HOMESYNC_EXPORT(node_destroy) void node_destroy(VirtualNode* handle) {
  handle->~VirtualNode();
  pool.give_back(handle);
}

/** The scratch holds home_id, then node_id. 0 when one is not valid or there is no memory. */
HOMESYNC_EXPORT(node_create)
VirtualNode* node_create(uint32_t node, uint32_t home_id_size, uint32_t node_id_size,
                         uint32_t seed) {
  if (!fits(home_id_size, node_id_size)) return nullptr;
  const Text home_id(scratch_buffer, home_id_size);
  const Text node_id(scratch_buffer + home_id_size, node_id_size);
  if (!homesync::is_identifier(home_id) || !homesync::is_identifier(node_id)) return nullptr;
  void* memory = pool.take();
  if (memory == nullptr) return nullptr;
  return new (memory) VirtualNode(instance_clock, pool, node, home_id, node_id, seed);
}

/** A node that has to be provisioned, in reach of no network. 0 when there is no memory. */
HOMESYNC_EXPORT(node_create_unprovisioned)
VirtualNode* node_create_unprovisioned(uint32_t node, uint32_t seed) {
  void* memory = pool.take();
  if (memory == nullptr) return nullptr;
  auto* made = new (memory) VirtualNode(instance_clock, pool, node, Text(), Text(), seed);
  if (made->is_whole()) return made;
  node_destroy(made);
  return nullptr;
}

/** `value` in units of 10^-decimals of the setting, or the index of a choice. 1 when it was taken.
 */
HOMESYNC_EXPORT(node_setting)
uint32_t node_setting(VirtualNode* handle, uint32_t setting, int32_t value) {
  if (setting >= protocol::kSettingCount) return 0;
  return handle->set_setting(static_cast<protocol::Setting>(setting), value) ? 1 : 0;
}

HOMESYNC_EXPORT(node_start) void node_start(VirtualNode* handle) {
  handle->start();
  handle->settle();
}

/** Does what is due; answers the host's monotonic time, ms, when it next wants to be called. */
HOMESYNC_EXPORT(node_poll) double node_poll(VirtualNode* handle) {
  const homesync::Millis wake = handle->poll();
  handle->settle();
  return instance_clock.host_time_in(handle->node() == nullptr ? homesync::kNoWake : wake);
}

HOMESYNC_EXPORT(node_connected)
void node_connected(VirtualNode* handle, uint32_t session_present) {
  if (Node* node = handle->node()) node->on_connected(session_present != 0);
  handle->settle();
}

HOMESYNC_EXPORT(node_disconnected) void node_disconnected(VirtualNode* handle) {
  if (Node* node = handle->node()) node->on_disconnected();
  handle->settle();
}

/** The scratch holds the topic, then the payload. `flags`: QoS, 4 for retain, 8 for dup. */
HOMESYNC_EXPORT(node_message)
void node_message(VirtualNode* handle, uint32_t topic_size, uint32_t payload_size, uint32_t flags) {
  Node* node = handle->node();
  if (node == nullptr || !fits(topic_size, payload_size)) return;
  node->on_message(Text(scratch_buffer, topic_size),
                   Text(scratch_buffer + topic_size, payload_size), (flags & kRetainFlag) != 0);
  handle->settle();
}

HOMESYNC_EXPORT(node_published) void node_published(VirtualNode* handle, uint32_t packet) {
  if (Node* node = handle->node()) node->on_published(static_cast<homesync::PacketId>(packet));
  handle->settle();
}

/** The server gives the file from byte `offset` on; `total`: its whole size, 0 when not known. */
HOMESYNC_EXPORT(download_opened)
void download_opened(VirtualNode* handle, uint32_t offset, uint32_t total) {
  if (Node* node = handle->node()) node->on_download_opened(offset, total);
  handle->settle();
}

/** The scratch holds the next bytes of the file. */
HOMESYNC_EXPORT(download_data) void download_data(VirtualNode* handle, uint32_t size) {
  Node* node = handle->node();
  if (node == nullptr || size > kScratchSize) return;
  node->on_download_data(reinterpret_cast<const uint8_t*>(scratch_buffer), size);
  handle->settle();
}

/** `end`: a homesync::DownloadEnd, 0 complete, 1 lost, 2 refused; others do nothing. */
HOMESYNC_EXPORT(download_ended) void download_ended(VirtualNode* handle, uint32_t end) {
  Node* node = handle->node();
  if (node == nullptr || end > static_cast<uint32_t>(DownloadEnd::kRefused)) return;
  node->on_download_ended(static_cast<DownloadEnd>(end));
  handle->settle();
}

/** Begins a planned absence with a protocol::OnlineReason; `ended` follows. */
HOMESYNC_EXPORT(node_shutdown) void node_shutdown(VirtualNode* handle, uint32_t reason) {
  Node* node = handle->node();
  if (node == nullptr || reason >= protocol::kOnlineReasonCount) return;
  node->shutdown(static_cast<protocol::OnlineReason>(reason));
  handle->settle();
}

/** The node vanishes without a word; node_start boots it again. */
HOMESYNC_EXPORT(node_power_cut) void node_power_cut(VirtualNode* handle) {
  handle->cut_power();
}

/** 0 after a power cut, a halt and a restart, until node_start. */
HOMESYNC_EXPORT(node_is_running) uint32_t node_is_running(VirtualNode* handle) {
  return handle->node() == nullptr ? 0 : 1;
}

/** The firmware fails, `kind` 0 watchdog, 1 exception, others nothing; node_start boots it again
 * with its retained memory. */
HOMESYNC_EXPORT(node_crash) void node_crash(VirtualNode* handle, uint32_t kind) {
  if (kind > 1) return;
  handle->crash(kind == 0 ? protocol::ResetReason::kWatchdog : protocol::ResetReason::kException);
}

/** The level of the button has changed. Poll the node. */
HOMESYNC_EXPORT(button) void button(VirtualNode* handle, uint32_t pressed) {
  handle->press_button(pressed != 0);
}

HOMESYNC_EXPORT(led_is_on) uint32_t led_is_on(const VirtualNode* handle) {
  return handle->led().is_on() ? 1 : 0;
}

/** Whoever provisions the node is done. */
HOMESYNC_EXPORT(provisioning_finish) void provisioning_finish(VirtualNode* handle) {
  handle->provisioning().finish();
}

/** The contact stays where it is until this is taken back. */
HOMESYNC_EXPORT(hardware_relay_stuck)
void hardware_relay_stuck(VirtualNode* handle, uint32_t stuck) {
  handle->set_relay_stuck(stuck != 0);
}

/** What the meter measures with the contact closed, in its own units. */
HOMESYNC_EXPORT(hardware_load)
void hardware_load(VirtualNode* handle, uint32_t power_dw, uint32_t voltage_dv, uint32_t current_ma,
                   uint32_t power_factor_centi, uint32_t frequency_dhz) {
  homesync::simulated::Load load;
  load.power_dw = power_dw;
  load.voltage_dv = static_cast<uint16_t>(voltage_dv);
  load.current_ma = current_ma;
  load.power_factor_centi = static_cast<uint16_t>(power_factor_centi);
  load.frequency_dhz = static_cast<uint16_t>(frequency_dhz);
  handle->meter().set_load(load);
}

HOMESYNC_EXPORT(hardware_temperature)
void hardware_temperature(VirtualNode* handle, int32_t deci_celsius) {
  handle->thermometer().set(deci_celsius);
}

HOMESYNC_EXPORT(hardware_no_temperature) void hardware_no_temperature(VirtualNode* handle) {
  handle->thermometer().set_absent();
}

HOMESYNC_EXPORT(hardware_rssi) void hardware_rssi(VirtualNode* handle, int32_t dbm) {
  handle->radio().set_rssi_dbm(dbm);
}

/** `mode`: 0 well, 1 silent, 2 corrupt, 3 fragmented; others change nothing. */
HOMESYNC_EXPORT(hardware_meter)
void hardware_meter(VirtualNode* handle, uint32_t mode, uint32_t reply_delay_ms) {
  static constexpr MeterFault kModes[] = {MeterFault::kNone, MeterFault::kSilent,
                                          MeterFault::kCorrupt, MeterFault::kFragmented};
  if (mode >= sizeof kModes / sizeof kModes[0]) return;
  handle->meter().set_fault(kModes[mode]);
  handle->meter().set_reply_delay_ms(reply_delay_ms);
}

/**
 * `mode`: 0 well, 1 worn out: nothing can be written, 2 the supply fails after so many more bytes
 * have been written (simulated::Flash::cut_power_after): the node is gone as by node_power_cut, and
 * mqtt_abort is called; node_start boots it again. Others change nothing.
 */
HOMESYNC_EXPORT(hardware_flash)
void hardware_flash(VirtualNode* handle, uint32_t mode, uint32_t after_bytes) {
  if (mode > 2) return;
  handle->flash().set_failing(mode == 1);
  handle->flash().restore_power();
  if (mode == 2) handle->flash().cut_power_after(after_bytes);
}

/**
 * Where the next firmware is put together. `mode`: 0 well, 1 worn out, 2 the supply fails after so
 * many more bytes of an image: as hardware_flash, 3 it fails while the boot loader copies the next
 * one over the running one: node_start does nothing then, for ever. Others change nothing.
 */
HOMESYNC_EXPORT(hardware_slot)
void hardware_slot(VirtualNode* handle, uint32_t mode, uint32_t after_bytes) {
  if (mode > 3) return;
  handle->slot().set_failing(mode == 1);
  handle->slot().keep_power();
  if (mode == 2) handle->slot().cut_power_after(after_bytes);
  if (mode == 3) handle->slot().cut_power_in_copy();
}

HOMESYNC_EXPORT(relay_is_on) uint32_t relay_is_on(const VirtualNode* handle) {
  return handle->relay().is_on() ? 1 : 0;
}

HOMESYNC_EXPORT(energy_wh) uint32_t energy_wh(VirtualNode* handle) {
  return handle->meter().energy_wh();
}

/** A homesync::Counter of the present life, or the last; 0 for one that there is not. */
HOMESYNC_EXPORT(node_counter) uint32_t node_counter(const VirtualNode* handle, uint32_t which) {
  return which < homesync::kCounters ? handle->count_of(static_cast<Counter>(which)) : 0;
}

HOMESYNC_EXPORT(node_state_size) uint32_t node_state_size() {
  return sizeof(Node);
}

HOMESYNC_EXPORT(virtual_node_size) uint32_t virtual_node_size() {
  return sizeof(VirtualNode);
}
