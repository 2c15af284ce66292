#include "virtual_node.h"

#include <new>

#include "host_imports.h"

namespace homesync::wasm {

using protocol::ResetReason;

namespace {

// What a NodeMCU has left of its 40 KB beside a TLS connection; a virtual node's heap is the
// host's.
constexpr uint32_t kFreeHeap = 12288;
constexpr uint32_t kLargestBlock = 10240;

/** How long an image runs that crashes: long enough for a connect. */
constexpr Millis kLifeOfCrashing = 2000;

}  // namespace

VirtualNode::VirtualNode(ClockPort& clock, uint32_t node, Text home_id, Text node_id, uint32_t seed)
    : clock_(clock),
      number_(node),
      random_(seed),
      meter_(clock),
      relay_(meter_),
      slot_(flash_),
      observed_relay_(node, relay_),
      mqtt_(node, flash_),
      log_(node),
      download_(node),
      signature_(node) {
  home_id_.assign(home_id);
  node_id_.assign(node_id);
}

VirtualNode::~VirtualNode() {
  release();
}

void VirtualNode::start() {
  if (node_ != nullptr) return;
  release();
  was_started_ = true;
  flash_.restore_power();
  if (!slot_.boot()) return;
  meter_.set_powered(true);
  const Ports ports{clock_,        mqtt_,        random_,         flash_, *this,     log_,
                    meter_,        thermometer_, observed_relay_, radio_, led_,      button_,
                    provisioning_, retained_,    download_,       slot_,  signature_};
  Identity identity;
  identity.home_id = home_id_.view();
  identity.node_id = node_id_.view();
  const Text updated = slot_.running().version.view();
  identity.firmware_version = updated.empty() ? Text(HOMESYNC_VERSION) : updated;
  identity.target = "virtual";
  identity.chip = "WebAssembly";
  booted_at_ = clock_.monotonic_ms();
  life_ = new (memory_) Node(ports, identity, Settings());
  node_ = life_;
  const IdentityStatus status = node_->start();
  if (status != IdentityStatus::kOk) {
    log_.log(LogLevel::kError, field_of(status));
    node_ = nullptr;
  }
}

void VirtualNode::cut_power() {
  stop(ResetReason::kPowerOn);
  meter_.set_powered(false);
  retained_.lose();
}

void VirtualNode::crash(ResetReason reason) {
  if (node_ != nullptr) stop(reason);
}

void VirtualNode::press_button(bool pressed) {
  button_.set_pressed(pressed);
  if (node_ != nullptr) node_->on_button_edge(pressed, clock_.monotonic_ms());
}

void VirtualNode::set_relay_stuck(bool stuck) {
  const bool was_on = relay_.is_on();
  relay_.set_stuck(stuck);
  if (relay_.is_on() != was_on) host_relay_changed(number_, relay_.is_on() ? 1 : 0);
}

void VirtualNode::settle() {
  if (node_ == nullptr) return;
  if (flash_.lost_power()) {
    cut_power();
    // The connection is gone without a DISCONNECT, so that the broker publishes the will.
    mqtt_.abort();
    return;
  }
  // In safe mode less of it runs, and not the part that fails.
  if (!slot_.running().crashes || node_->is_in_safe_mode()) return;
  if (elapsed(clock_.monotonic_ms(), booted_at_) < kLifeOfCrashing) return;
  crash(ResetReason::kException);
  host_crashed(number_);
}

bool VirtualNode::set_setting(protocol::Setting setting, int32_t value) {
  if (was_started_) return false;
  SettingsStore store(flash_);
  Settings settings;
  store.load(settings);
  return settings.set_number(setting, value) && store.save(settings) == SettingsSaved::kSaved;
}

uint32_t VirtualNode::count_of(Counter counter) const {
  return life_ == nullptr ? 0 : life_->counters().of(counter);
}

uint32_t VirtualNode::free_heap() {
  return kFreeHeap;
}

uint32_t VirtualNode::largest_block() {
  return kLargestBlock;
}

void VirtualNode::restart() {
  stop(ResetReason::kRestart);
  host_ended(number_, 1);
}

void VirtualNode::halt() {
  stop(ResetReason::kPowerOn);
  host_ended(number_, 0);
}

void VirtualNode::release() {
  if (life_ != nullptr) life_->~Node();
  life_ = nullptr;
}

/** The pins of a processor in reset drive nothing, so the contact opens and the LED is
 * dark; a provisioning that was under way is over. */
void VirtualNode::stop(ResetReason next) {
  download_.abort();
  node_ = nullptr;
  reset_reason_ = next;
  observed_relay_.set(false);
  led_.set(false);
  provisioning_.finish();
}

}  // namespace homesync::wasm
