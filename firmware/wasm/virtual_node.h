#pragma once

#include "homesync/node.h"
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
#include "homesync/simulated/thermometer.h"
#include "homesync/simulated/trust_anchor.h"
#include "homesync/simulated/wifi.h"
#include "host_ports.h"
#include "host_update_ports.h"
#include "node_pool.h"
#include "provisioning_desk.h"

namespace homesync::wasm {

/**
 * A node and the hardware around it. The hardware lives as long as the object; the Node inside is
 * made anew at every boot, as a processor's memory is, while flash and meter keep theirs.
 */
class VirtualNode final : private SystemPort, private simulated::FlashRoom {
 public:
  /**
   * `node`: the host's number for it. The identifiers are valid. Both empty: a node that is yet to
   * be provisioned, for which is_whole() says whether there was memory. Clock and pool, whose
   * blocks hold at least a VirtualNode, outlive the object.
   */
  VirtualNode(ClockPort& clock, NodePool& pool, uint32_t node, Text home_id, Text node_id,
              uint32_t seed);
  ~VirtualNode();
  VirtualNode(const VirtualNode&) = delete;
  VirtualNode& operator=(const VirtualNode&) = delete;

  /** False for a node to be provisioned that found no memory for that. */
  bool is_whole() const { return !home_id_.empty() || unprovisioned_ != nullptr; }

  /** Boots: after its making and after a power cut, a halt or a restart. Nothing while it runs. */
  void start();

  /** The supply fails: the node is gone without a word, the contact opens. */
  void cut_power();

  /** To be called after everything that the node was told: cuts the supply if the flash has met a
   * power cut that was asked for, and lets an image fail that does so by itself. */
  void settle();

  /** The firmware fails: a reset that keeps the retained memory; start() boots it again. `reason`
   * is what the processor will say of it. Nothing while it does not run. */
  void crash(protocol::ResetReason reason);

  /** A finger on the button, whether the node runs or not. */
  void press_button(bool pressed);

  /** A contact that is welded or jammed, or comes free. */
  void set_relay_stuck(bool stuck);

  /** Null while it does not run. */
  Node* node() { return node_; }

  /** Does what is due; for how many ms nothing will be. */
  Millis poll();

  /** Null while it does not run, and always for a node that came provisioned. */
  ProvisioningDesk* desk() { return node_ == nullptr ? nullptr : desk_; }
  /** Null for a node that came provisioned. */
  simulated::Wifi* wifi() { return unprovisioned_ == nullptr ? nullptr : &unprovisioned_->wifi; }

  /** Stores a setting, as provisioning does. False once it has been started, and when the value is
   * out of its range. */
  bool set_setting(protocol::Setting setting, int32_t value);

  /** Of the present or the last life. */
  uint32_t count_of(Counter counter) const;

  simulated::PzemMeter& meter() { return meter_; }
  simulated::Thermometer& thermometer() { return thermometer_; }
  simulated::Radio& radio() { return radio_; }
  simulated::Flash& flash() { return flash_; }
  simulated::FirmwareSlot& slot() { return slot_; }
  const simulated::Relay& relay() const { return relay_; }
  const simulated::Led& led() const { return led_; }
  simulated::Provisioning& provisioning() { return provisioning_; }
  const simulated::TrustAnchor& trust_anchor() const { return trust_anchor_; }

 private:
  protocol::ResetReason reset_reason() override { return reset_reason_; }
  uint32_t free_heap() override;
  uint32_t largest_block() override;
  void restart() override;
  void halt() override;

  uint8_t* take(size_t& size) override;

  void begin_provisioning();
  Text running_version() const;
  void release();
  void stop(protocol::ResetReason next);

  /** What only a node to be provisioned has, in a block of the pool. */
  struct Unprovisioned {
    simulated::Wifi wifi;
    alignas(ProvisioningDesk) uint8_t desk[sizeof(ProvisioningDesk)];
  };

  ClockPort& clock_;
  NodePool& pool_;
  uint32_t number_;
  Millis booted_at_ = 0;
  Unprovisioned* unprovisioned_ = nullptr;
  /** In there, of the present life. */
  ProvisioningDesk* desk_ = nullptr;
  /** A block of the pool that the flash has taken. */
  void* flash_room_ = nullptr;
  FixedText<protocol::kMaxIdentifier> home_id_;
  FixedText<protocol::kMaxIdentifier> node_id_;
  simulated::Flash flash_;
  simulated::SeededRandom random_;
  simulated::PzemMeter meter_;
  simulated::Relay relay_;
  simulated::Thermometer thermometer_;
  simulated::Radio radio_;
  simulated::Led led_;
  simulated::Button button_;
  simulated::Provisioning provisioning_;
  simulated::RetainedMemory retained_;
  simulated::FirmwareSlot slot_;
  simulated::TrustAnchor trust_anchor_;
  ObservedRelay observed_relay_;
  HostMqtt mqtt_;
  HostLog log_;
  HostDownload download_;
  HostSignature signature_;
  /** Why the next, or the present, boot happens. */
  protocol::ResetReason reset_reason_ = protocol::ResetReason::kPowerOn;
  bool was_started_ = false;
  /** Into memory_, also after the end of a life, until the next begins. */
  Node* life_ = nullptr;
  /** life_ while it runs. */
  Node* node_ = nullptr;
  alignas(Node) uint8_t memory_[sizeof(Node)];
};

}  // namespace homesync::wasm
