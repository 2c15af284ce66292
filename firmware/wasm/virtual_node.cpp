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

}  // namespace

VirtualNode::VirtualNode(ClockPort& clock, uint32_t node, Text home_id, Text node_id, uint32_t seed)
    : clock_(clock),
      number_(node),
      random_(seed),
      meter_(clock),
      relay_(meter_),
      observed_relay_(node, relay_),
      mqtt_(node),
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
  meter_.set_powered(true);
  const Ports ports{clock_,       mqtt_,           random_, flash_,    *this, log_,      meter_,
                    thermometer_, observed_relay_, radio_,  download_, slot_, signature_};
  Identity identity;
  identity.home_id = home_id_.view();
  identity.node_id = node_id_.view();
  const Text updated = slot_.boot();
  identity.firmware_version = updated.empty() ? Text(HOMESYNC_VERSION) : updated;
  identity.target = "virtual";
  identity.chip = "WebAssembly";
  life_ = new (memory_) Node(ports, identity, settings_);
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
}

bool VirtualNode::set_setting(protocol::Setting setting, int32_t value) {
  return !was_started_ && settings_.set_number(setting, value);
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

/** The pins of a processor in reset drive nothing, so the contact opens. */
void VirtualNode::stop(ResetReason next) {
  download_.abort();
  node_ = nullptr;
  reset_reason_ = next;
  observed_relay_.set(false);
}

}  // namespace homesync::wasm
