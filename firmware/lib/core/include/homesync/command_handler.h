#pragma once

#include "homesync/clock.h"
#include "homesync/command_executor.h"
#include "homesync/command_memory.h"
#include "homesync/counters.h"
#include "homesync/identity.h"
#include "homesync/moment.h"
#include "homesync/ports/event_log.h"
#include "homesync/publisher.h"
#include "homesync/settings.h"

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

 private:
  void refuse_malformed(const Command& command, const CommandFault& fault);
  Outcome judge(const Command& command, Millis now);
  void respond(const Command& command, const Outcome& outcome);
  void respond(const Command& command, protocol::ErrorCode error, Text result, Text message);
  void log(LogLevel level, Text what, Text detail);

  const Identity& identity_;
  const Settings& settings_;
  Publisher& publisher_;
  MomentSource& moments_;
  CommandExecutors executors_;
  Counters& counters_;
  EventLogPort& log_;
  CommandMemory memory_;
  bool safe_mode_ = false;
};

}  // namespace homesync
