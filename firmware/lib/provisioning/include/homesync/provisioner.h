#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/account.h"
#include "homesync/account_source.h"
#include "homesync/account_update.h"
#include "homesync/clock.h"
#include "homesync/command.h"
#include "homesync/json_writer.h"
#include "homesync/portal_key.h"
#include "homesync/ports/clock.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/store.h"
#include "homesync/ports/trust_anchor.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** What runs on the node, for the answer to `get`. The characters must outlive the provisioner. */
struct FirmwareName {
  Text version;
  Text target;
};

/** The parts of the body that a provisioner needs. All of it must outlive it. */
struct ProvisionerPorts {
  ClockPort& clock;
  StorePort& store;
  TrustAnchorPort& trust_anchor;
  EventLogPort& log;
};

/**
 * Obeys who stands before the node: a line on the serial port, or the form of the portal. It exists
 * beside the Node, also while there is none. An account is checked as a whole and stored in one
 * step; it holds from the restart on that follows. Secrets go in and never come out, but for the
 * portal's own password, which only a line on the serial port reads.
 *
 * The body collects a line up to its line feed (a carriage return before it is dropped) and cuts it
 * off after protocol::kMaxProvisioningBytes + 1, which is then refused as too large.
 */
class Provisioner {
 public:
  /** Bytes; the longest answer, without its line end, takes no more. */
  static constexpr size_t kAnswerCapacity = 1024;
  /** From an answer to the restart that it tells of, so that it can be read first. */
  static constexpr Millis kRestartDelay = 2000;

  Provisioner(const ProvisionerPorts& ports, const FirmwareName& firmware, const PortalKey& key)
      : ports_(ports), firmware_(firmware), key_(key) {}

  /** Obeys one line of JSON; the answer, one line without its end, lies in `answer` (at least
   * kAnswerCapacity) until that is written again. */
  Text handle_line(Text line, char* answer, size_t capacity);

  /** Obeys the body of a form, application/x-www-form-urlencoded, as the action `set` with the same
   * fields, an empty one being one that is not given. Answers as a line does; the page for people
   * is the body's. */
  Text handle_form(Text body, char* answer, size_t capacity);

  /** Whether the last line or form was obeyed: which page to show. */
  bool has_succeeded() const { return error_ == protocol::ErrorCode::kNone; }

  /**
   * True once, kRestartDelay after an account was stored or forgotten: the body then calls
   * Node::shutdown(OnlineReason::kRestart), and where that answers false, as no node runs, restarts
   * by itself.
   */
  bool take_restart();

  /** For how many ms take_restart() will not be true. */
  Millis next_wake_ms() const;

 private:
  void obey(Text line, JsonWriter& json, ProvisioningFault& fault);
  void set_account(JsonValue value, ProvisioningFault& fault);
  void set_account(const AccountSource& source, ProvisioningFault& fault);
  void forget(ProvisioningFault& fault);
  void set_trust_anchor(JsonValue certificate, JsonWriter& json, ProvisioningFault& fault);
  void write_state(JsonWriter& json);
  Text finish(JsonWriter& json, const ProvisioningFault& fault);
  void want_restart();

  void write_account(JsonWriter& json);

  static void begin_success(JsonWriter& json);
  static void write_success(JsonWriter& json, Text result);

  ProvisionerPorts ports_;
  FirmwareName firmware_;
  const PortalKey& key_;
  protocol::ErrorCode error_ = protocol::ErrorCode::kNone;
  bool restart_wanted_ = false;
  Millis answered_at_ = 0;
};

}  // namespace homesync
