#pragma once

#include <stdint.h>

#include "homesync/protocol.h"
#include "homesync/settings.h"

namespace homesync {

/** What a command is answered with, besides an error code. */
enum class Answer : uint8_t {
  /** A text: the result, or on an error the message. */
  kText,
  /** Some settings, as they are when the answer is written. */
  kSettings,
  /** The meter's energy counter after its reset. */
  kEnergyReset,
  /** The checksum of the additional root certificate. */
  kTrustAnchor,
  /** Nothing yet: whoever obeys the command tells its outcome later. */
  kLater,
  /** None: whoever obeys the command tells its outcome, also to those who repeat it. */
  kOwn,
};

/** What became of a command. Compact, as the last protocol::kCommandMemory of them are kept; its
 * texts are constants of the program. */
struct Outcome {
  protocol::ErrorCode error = protocol::ErrorCode::kNone;
  Answer answer = Answer::kText;
  union {
    /** kText. On success the response's result, such as the relay's state. On an error, for people:
     * what is wrong and what to do; null: the error code's own message. */
    const char* text = "";
    /** kSettings: SettingSet::bits() */
    uint32_t settings;
    /** kTrustAnchor: CRC-32 of the certificate */
    uint32_t checksum;
  };

  static Outcome success(const char* result) {
    Outcome outcome;
    outcome.text = result;
    return outcome;
  }
  static Outcome success(SettingSet settings) {
    Outcome outcome;
    outcome.answer = Answer::kSettings;
    outcome.settings = settings.bits();
    return outcome;
  }
  static Outcome trust_anchor(uint32_t checksum) {
    Outcome outcome = without_text(Answer::kTrustAnchor);
    outcome.checksum = checksum;
    return outcome;
  }
  static Outcome refusal(protocol::ErrorCode error, const char* message = nullptr) {
    Outcome outcome;
    outcome.error = error;
    outcome.text = message;
    return outcome;
  }
  static Outcome energy_reset() { return without_text(Answer::kEnergyReset); }
  static Outcome own() { return without_text(Answer::kOwn); }
  static Outcome later() { return without_text(Answer::kLater); }

 private:
  static Outcome without_text(Answer answer) {
    Outcome outcome;
    outcome.answer = answer;
    return outcome;
  }
};

/** What is wrong and what to do, for each error code that a command can be answered with. */
const char* message_of(protocol::ErrorCode error);

}  // namespace homesync
