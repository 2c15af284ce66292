#pragma once

#include "homesync/clock.h"
#include "homesync/command.h"
#include "homesync/outcome.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** What is wrong and what to do, for people; printable ASCII. */
using RefusalMessage = FixedText<protocol::kMessageMaxLength>;

/** Obeys the commands of one topic. */
class CommandExecutor {
 public:
  /** `command` is well formed, of this topic, fresh and not a repeat. */
  virtual Outcome execute(const Command& command, Millis now) = 0;

  /**
   * Writes the message of a refusal with `error`, of just now or of a repeated command, where it is
   * made of more than a constant; false when Outcome has it.
   */
  virtual bool explain(protocol::ErrorCode, RefusalMessage&) const { return false; }

  /** Whether the request_id is of the last command that was answered with Answer::kOwn. */
  virtual bool answers(Text request_id) const {
    static_cast<void>(request_id);
    return false;
  }

  /** Answers that command as it now stands. */
  virtual void answer_again() {}

 protected:
  ~CommandExecutor() = default;
};

/** Who obeys what. To implement a topic, write its executor and name it here. */
struct CommandExecutors {
  CommandExecutor& relay;
  CommandExecutor& led;
  CommandExecutor& config;
  CommandExecutor& ota;

  CommandExecutor& of(protocol::Topic topic) const;
};

}  // namespace homesync
