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

constexpr Text kTarget = "virtual";

Millis sooner(Millis left, Millis right) {
  return left < right ? left : right;
}

}  // namespace

VirtualNode::VirtualNode(ClockPort& clock, NodePool& pool, uint32_t node, Text home_id,
                         Text node_id, uint32_t seed)
    : clock_(clock),
      pool_(pool),
      number_(node),
      flash_(this),
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
  if (!home_id.empty()) return;
  static_assert(sizeof(Unprovisioned) <= sizeof(VirtualNode), "a block of the pool holds it");
  void* block = pool.take();
  if (block != nullptr) unprovisioned_ = new (block) Unprovisioned;
}

VirtualNode::~VirtualNode() {
  release();
  if (unprovisioned_ != nullptr) pool_.give_back(unprovisioned_);
  if (flash_room_ != nullptr) pool_.give_back(flash_room_);
}

uint8_t* VirtualNode::take(size_t& size) {
  size = sizeof(VirtualNode);
  flash_room_ = pool_.take();
  return static_cast<uint8_t*>(flash_room_);
}

void VirtualNode::start() {
  if (node_ != nullptr) return;
  release();
  was_started_ = true;
  flash_.restore_power();
  if (!slot_.boot()) return;
  meter_.set_powered(true);
  Identity identity;
  identity.home_id = home_id_.view();
  identity.node_id = node_id_.view();
  identity.firmware_version = running_version();
  identity.target = kTarget;
  identity.chip = "WebAssembly";
  ProvisioningPort* provisioning = &provisioning_;
  if (unprovisioned_ != nullptr) {
    begin_provisioning();
    identity.home_id = desk_->account.text(protocol::AccountField::kHomeId);
    identity.node_id = desk_->account.text(protocol::AccountField::kNodeId);
    provisioning = &desk_->network;
  }
  const Ports ports{clock_, mqtt_,      random_,       flash_,          *this,
                    log_,   meter_,     thermometer_,  observed_relay_, radio_,
                    led_,   button_,    *provisioning, retained_,       download_,
                    slot_,  signature_, trust_anchor_};
  booted_at_ = clock_.monotonic_ms();
  life_ = new (memory_) Node(ports, identity, Settings());
  node_ = life_;
  if (desk_ != nullptr && desk_->account.is_empty()) {
    node_->start_offline();
    return;
  }
  const IdentityStatus status = node_->start();
  if (status != IdentityStatus::kOk) {
    log_.log(LogLevel::kError, field_of(status));
    node_ = nullptr;
  }
}

Text VirtualNode::running_version() const {
  const Text updated = slot_.running().version.view();
  return updated.empty() ? Text(HOMESYNC_VERSION) : updated;
}

/** What main.cpp does on the board, before there is a node. */
void VirtualNode::begin_provisioning() {
  desk_ = new (unprovisioned_->desk)
      ProvisioningDesk(ProvisionerPorts{clock_, flash_, trust_anchor_, log_},
                       FirmwareName{running_version(), kTarget}, random_, unprovisioned_->wifi);
  mqtt_.set_network(&desk_->network);
  desk_->network.start();
}

Millis VirtualNode::poll() {
  if (node_ == nullptr) return kNoWake;
  if (desk_ == nullptr) return node_->poll();
  if (desk_->provisioner.take_restart() && !node_->shutdown(protocol::OnlineReason::kRestart)) {
    restart();
  }
  if (node_ == nullptr) return kNoWake;
  return sooner(node_->poll(), sooner(desk_->network.poll(), desk_->provisioner.next_wake_ms()));
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
  desk_ = nullptr;
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
  trust_anchor_.trust(nullptr, 0);
  if (unprovisioned_ != nullptr) unprovisioned_->wifi.reset();
}

}  // namespace homesync::wasm
