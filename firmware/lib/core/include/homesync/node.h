#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/command_handler.h"
#include "homesync/counters.h"
#include "homesync/identity.h"
#include "homesync/ota_executor.h"
#include "homesync/ports/clock.h"
#include "homesync/ports/download.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/firmware_slot.h"
#include "homesync/ports/mqtt.h"
#include "homesync/ports/radio.h"
#include "homesync/ports/random.h"
#include "homesync/ports/relay.h"
#include "homesync/ports/serial_port.h"
#include "homesync/ports/signature.h"
#include "homesync/ports/store.h"
#include "homesync/ports/system.h"
#include "homesync/ports/thermometer.h"
#include "homesync/relay_control.h"
#include "homesync/relay_executor.h"
#include "homesync/sampler.h"
#include "homesync/session.h"
#include "homesync/settings.h"
#include "homesync/status.h"
#include "homesync/telemetry.h"
#include "homesync/unsupported_executor.h"
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
  DownloadPort& download;
  FirmwareSlotPort& slot;
  SignaturePort& signature;
};

/**
 * A home energy node: everything that can be seen of it on the wire. It allocates nothing, never
 * waits, and does things only inside the calls below, which must not overlap.
 */
class Node {
 public:
  Node(const Ports& ports, const Identity& identity, const Settings& settings);
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /**
   * Restores the relay and begins to sample and to connect. With an identity that is not valid it
   * does nothing and says which field is wrong. Call it once; after an end, make a new node.
   */
  IdentityStatus start();

  /**
   * Does what is due. Answers for how many ms nothing will be due, as far as is now known: kNoWake
   * when nothing ever will. Calling it sooner does no harm; after any event below its answer may be
   * another.
   */
  Millis poll();

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

 private:
  bool is_running() const;
  void work_on_update(Millis now);
  void end_when_closed();
  void use_sample();

  Ports ports_;
  Identity identity_;
  Settings settings_;
  Counters counters_;
  MomentSource moments_;
  Uptime uptime_;
  Publisher publisher_;
  Session session_;
  Sampler sampler_;
  Telemetry telemetry_;
  RelayControl relay_;
  Status status_;
  RelayExecutor relay_executor_;
  Updater updater_;
  OtaExecutor ota_executor_;
  UnsupportedExecutor unsupported_;
  CommandHandler commands_;
  protocol::OnlineReason absence_ = protocol::OnlineReason::kShutdown;
  bool ended_ = false;
};

}  // namespace homesync
