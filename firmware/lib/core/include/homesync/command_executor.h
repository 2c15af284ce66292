#pragma once

#include "homesync/clock.h"
#include "homesync/command.h"
#include "homesync/outcome.h"

namespace homesync {

/** Obeys the commands of one topic. */
class CommandExecutor {
 public:
  /** `command` is well formed, of this topic, fresh and not a repeat. */
  virtual Outcome execute(const Command& command, Millis now) = 0;

  /** Whether the request_id is of a command whose outcome was pending when it was obeyed; if so,
   * answers it as it now stands. */
  virtual bool answers_repeat(const Command& command) {
    static_cast<void>(command);
    return false;
  }

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
