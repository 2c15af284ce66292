#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/boot_guard.h"
#include "homesync/button.h"
#include "homesync/clock.h"
#include "homesync/command_handler.h"
#include "homesync/config_executor.h"
#include "homesync/counters.h"
#include "homesync/identity.h"
#include "homesync/led_control.h"
#include "homesync/led_executor.h"
#include "homesync/ota_executor.h"
#include "homesync/ports/button.h"
#include "homesync/ports/clock.h"
#include "homesync/ports/download.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/firmware_slot.h"
#include "homesync/ports/led.h"
#include "homesync/ports/mqtt.h"
#include "homesync/ports/provisioning.h"
#include "homesync/ports/radio.h"
#include "homesync/ports/random.h"
#include "homesync/ports/relay.h"
#include "homesync/ports/retained_memory.h"
#include "homesync/ports/serial_port.h"
#include "homesync/ports/signature.h"
#include "homesync/ports/store.h"
#include "homesync/ports/system.h"
#include "homesync/ports/thermometer.h"
#include "homesync/ports/trust_anchor.h"
#include "homesync/protection.h"
#include "homesync/relay_control.h"
#include "homesync/relay_executor.h"
#include "homesync/sampler.h"
#include "homesync/sensor_watch.h"
#include "homesync/session.h"
#include "homesync/settings.h"
#include "homesync/status.h"
#include "homesync/telemetry.h"
#include "homesync/trust_anchors.h"
#include "homesync/updater.h"
#include "homesync/uptime.h"

namespace homesync {

/** The body that a node lives in. All of it must outlive the node. */
struct Ports {
  ClockPort& clock;
  MqttPort& mqtt;
  RandomPort& random;
  StorePort& store;
  SystemPort& system;
  EventLogPort& log;
  SerialPort& meter;
  ThermometerPort& thermometer;
  RelayPort& relay;
  RadioPort& radio;
  LedPort& led;
  ButtonPort& button;
  ProvisioningPort& provisioning;
  RetainedMemoryPort& retained;
  DownloadPort& download;
  FirmwareSlotPort& slot;
  SignaturePort& signature;
  TrustAnchorPort& trust_anchor;
};

/**
 * A home energy node: everything that can be seen of it on the wire. It allocates nothing, never
 * waits, and does things only inside the calls below, which must not overlap.
 */
class Node {
 public:
  /** `settings`: those of a node that was never configured. */
  Node(const Ports& ports, const Identity& identity, const Settings& settings);
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /**
   * Loads the settings, restores the relay and begins to sample and to connect; after too many
   * crashes (BootGuard) it does no more than to connect, and to obey updates: the relay stays open,
   * there is no telemetry, of the button only the long press is heard. With an identity that is not
   * valid it does nothing and says which field is wrong. Call it once; after an end, make a new
   * node.
   */
  IdentityStatus start();

  /**
   * The same without a session, for a node that has no account yet: relay, button, protection and
   * LED work as ever. The identity is not looked at. In place of start().
   */
  void start_offline();

  /**
   * Does what is due. Answers for how many ms nothing will be due, as far as is now known: kNoWake
   * when nothing ever will. Calling it sooner does no harm; after any event below its answer may be
   * another.
   */
  Millis poll();

  /**
   * The part of poll() that needs no network: sensors, protection, button, LED. For a body that
   * blocks while it connects: called from what runs meanwhile, at least every 20 ms, the button
   * acts within 50 ms of its release and the protection as ever. Like all calls it must not overlap
   * another one.
   */
  void poll_local();

  /**
   * The button's level has changed at the moment `at`. The one call that may overlap others and
   * come from an interrupt handler; poll() or poll_local() acts on it. A body that does not call it
   * is asked through ButtonPort at every poll, and must poll when the level changes.
   */
  __attribute__((always_inline)) void on_button_edge(bool pressed, Millis at) {
    button_.record(pressed, at);
  }

  /** The broker accepted the connection (CONNACK 0). */
  void on_connected(bool session_present);

  /** The connection ended, or connect() failed. */
  void on_disconnected();

  /**
   * A PUBLISH has arrived. A payload longer than protocol::kMaxCommandBytes is refused whatever it
   * holds, so a body may cut it off after one byte more.
   */
  void on_message(Text topic, Text payload, bool retained);

  /** The PUBACK of a publish() with QoS 1 has arrived. */
  void on_published(PacketId packet);

  /**
   * What DownloadPort::start() leads to: the server gives the file from byte `offset` on, `total`
   * bytes in all (0 when it does not say); then its bytes, in pieces of any size, each written to
   * flash before the call returns; then the end. Of a connection that was lost or refused only the
   * end is reported.
   */
  void on_download_opened(uint32_t offset, uint32_t total);
  void on_download_data(const uint8_t* bytes, size_t size);
  void on_download_ended(DownloadEnd end);

  /**
   * Begins a planned absence (REQ-008): announces it, disconnects, then calls SystemPort::halt()
   * for kShutdown and restart() for kRestart and kUpdate. False, and nothing done, for
   * kUnexpectedDisconnect, which only the broker may say, and when an absence has begun already.
   */
  bool shutdown(protocol::OnlineReason reason);

  SessionState session_state() const { return session_.state(); }
  UpdateState update_state() const { return updater_.state(); }
  const Counters& counters() const { return counters_; }
  const Settings& settings() const { return settings_; }
  bool is_in_safe_mode() const { return safe_mode_; }

 private:
  Millis now_ms();
  bool is_running() const;
  void start_hardware(Millis now);
  void start_sampling(Millis now);
  void start_in_safe_mode(Millis now);
  void work_on_update(Millis now);
  void end_when_closed();
  void load_settings();
  void finish_energy_reset();
  void use_sample(Millis now);
  void work_locally(Millis now);
  Millis local_wake_ms(Millis now) const;
  void obey_button(Millis now);
  LedSign sign() const;

  Ports ports_;
  Identity identity_;
  Settings settings_;
  Counters counters_;
  MomentSource moments_;
  Uptime uptime_;
  Publisher publisher_;
  Session session_;
  Sampler sampler_;
  SensorWatch sensors_;
  Telemetry telemetry_;
  BootGuard boot_guard_;
  Protection protection_;
  RelayControl relay_;
  LedControl led_;
  Button button_;
  Status status_;
  TrustAnchors trust_anchors_;
  RelayExecutor relay_executor_;
  ConfigExecutor config_executor_;
  LedExecutor led_executor_;
  Updater updater_;
  OtaExecutor ota_executor_;
  CommandHandler commands_;
  protocol::OnlineReason absence_ = protocol::OnlineReason::kShutdown;
  bool started_ = false;
  bool ended_ = false;
  bool safe_mode_ = false;
};

}  // namespace homesync
