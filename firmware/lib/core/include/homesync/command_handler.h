#pragma once

#include "homesync/clock.h"
#include "homesync/command_executor.h"
#include "homesync/command_memory.h"
#include "homesync/counters.h"
#include "homesync/identity.h"
#include "homesync/moment.h"
#include "homesync/ports/event_log.h"
#include "homesync/publisher.h"
#include "homesync/response.h"
#include "homesync/settings.h"
#include "homesync/settings_result.h"

namespace homesync {

/**
 * The rules for every command (design: commands): which are ignored, refused, answered from memory,
 * obeyed; and the answer to each. No command is fatal.
 */
class CommandHandler {
 public:
  CommandHandler(const Identity& identity, const Settings& settings, Publisher& publisher,
                 MomentSource& moments, const CommandExecutors& executors, Counters& counters,
                 EventLogPort& log)
      : identity_(identity),
        settings_(settings),
        publisher_(publisher),
        moments_(moments),
        executors_(executors),
        counters_(counters),
        log_(log) {}

  /** From now on everything but updates is refused (BootGuard). */
  void enter_safe_mode() { safe_mode_ = true; }

  /** A message from the broker; `retained`: it came with RETAIN set. */
  void handle(Text topic_path, Text payload, bool retained, Millis now);

  /**
   * The outcome of the command whose executor said Answer::kLater; nothing when none has. Its
   * answer goes out while the node is online; else whoever repeats the command gets it.
   */
  void finish(const Outcome& outcome, bool online);

 private:
  using RequestId = FixedText<protocol::kRequestIdMaxLength>;

  /** What the sender is to be told now. */
  enum class Reply : uint8_t { kNone, kOutcome, kFault, kAgain };

  Reply obey(protocol::Topic topic, Text payload, Millis now, RequestId& request_id,
             Outcome& outcome);
  bool decode(protocol::Topic topic, Text payload, Command& command);
  void refuse_malformed(protocol::Topic topic, Text request_id, Text payload);
  void refuse_malformed(protocol::Topic topic, Text request_id, const CommandFault& fault);
  Outcome judge(const Command& command, Millis now);
  void respond(protocol::Topic topic, Text request_id, const Outcome& outcome);
  void refuse(protocol::Topic topic, Text request_id, const Outcome& outcome);
  void respond(const SettingsResult& result, Response& response, protocol::Topic topic);
  void respond(Response& response, protocol::Topic topic);
  void publish(Response& response, protocol::Topic topic, JsonWriter& json);
  void log(LogLevel level, Text what, Text detail);

  const Identity& identity_;
  const Settings& settings_;
  Publisher& publisher_;
  MomentSource& moments_;
  CommandExecutors executors_;
  Counters& counters_;
  EventLogPort& log_;
  CommandMemory memory_;
  /** The one command whose outcome is awaited; an empty request_id when there is none. */
  RequestId awaited_;
  protocol::Topic awaited_topic_ = protocol::Topic::kCommandConfig;
  bool safe_mode_ = false;
};

}  // namespace homesync
