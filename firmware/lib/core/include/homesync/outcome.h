#pragma once

#include "homesync/protocol.h"

namespace homesync {

/** What became of a command. Compact, as the last protocol::kCommandMemory of them are kept; its
 * texts are constants of the program. */
struct Outcome {
  protocol::ErrorCode error = protocol::ErrorCode::kNone;
  /** Nothing is known yet: whoever obeys the command answers it, and its repeats. */
  bool is_pending = false;
  /** On success: the response's result, such as the relay's state. */
  const char* result = "";
  /** On an error, for people: what is wrong and what to do. Null: the error code's own message. */
  const char* message = nullptr;

  static Outcome success(const char* result) {
    return {protocol::ErrorCode::kNone, false, result, nullptr};
  }
  static Outcome refusal(protocol::ErrorCode error, const char* message = nullptr) {
    return {error, false, "", message};
  }
  static Outcome pending() { return {protocol::ErrorCode::kNone, true, "", nullptr}; }
};

/** What is wrong and what to do, for each error code that a command can be answered with. */
const char* message_of(protocol::ErrorCode error);

}  // namespace homesync
