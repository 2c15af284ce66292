#include "homesync/command_handler.h"

#include "homesync/command_age.h"
#include "homesync/field_rules.h"
#include "homesync/response.h"
#include "homesync/topic_path.h"

namespace homesync {

using protocol::ErrorCode;
using protocol::ResponseStatus;
using protocol::Topic;

namespace {

constexpr size_t kLogLine = 96;

Text name_of(ErrorCode error) {
  return Text::terminated(protocol::kErrorNames[static_cast<uint8_t>(error)]);
}

using Message = RefusalMessage;

/** Printable ASCII that JSON writes as it is, so that a message takes no more than its length. */
bool is_plain(char character) {
  return is_printable(Text(&character, 1), 1) && character != '"' && character != '\\';
}

/** Adds as much as fits, with every character replaced that is not plain. */
void append_plain(Message& message, Text text) {
  for (size_t i = 0; i < text.size; ++i) {
    if (!message.append(is_plain(text.data[i]) ? Text(text.data + i, 1) : Text("?"))) return;
  }
}

/** Not inlined, so that what it takes is off the stack when the message is sent. */
__attribute__((noinline)) void describe(const CommandFault& fault, Message& message) {
  append_plain(message, fault.field.view());
  if (!fault.field.empty()) append_plain(message, ": ");
  append_plain(message, Text::terminated(message_of(fault.code)));
}

/** Not inlined, so that the command is off the stack when the fault is told. */
__attribute__((noinline)) void find_fault(Topic topic, Text payload, CommandFault& fault) {
  Command command;
  decode_command(topic, payload, command, fault);
}

}  // namespace

void CommandHandler::handle(Text topic_path, Text payload, bool retained, Millis now) {
  Topic topic;
  if (!parse_command_topic(identity_, topic_path, topic)) {
    counters_.add(Counter::kForeignTopics);
    log(LogLevel::kWarning, "ignored a message on a topic that is no command of this node", "");
    return;
  }
  if (retained) {
    // A retained command would act again at every connect: ghost switching.
    counters_.add(Counter::kRetainedCommands);
    log(LogLevel::kWarning, "ignored a retained command, clear it on the broker: ",
        Text::terminated(info_of(topic).suffix));
    return;
  }
  RequestId request_id;
  Outcome outcome;
  switch (obey(topic, payload, now, request_id, outcome)) {
    case Reply::kNone:
      return;
    case Reply::kOutcome:
      respond(topic, request_id.view(), outcome);
      return;
    case Reply::kFault:
      refuse_malformed(topic, request_id.view(), payload);
      return;
    case Reply::kAgain:
      executors_.of(topic).answer_again();
      return;
  }
}

/** Apart from handle(), so that the command is off the stack when it is answered. */
__attribute__((noinline)) CommandHandler::Reply CommandHandler::obey(Topic topic, Text payload,
                                                                     Millis now,
                                                                     RequestId& request_id,
                                                                     Outcome& outcome) {
  Command command;
  if (!decode(topic, payload, command)) {
    request_id = command.request_id;
    return request_id.empty() ? Reply::kNone : Reply::kFault;
  }
  request_id = command.request_id;
  if (!awaited_.empty() && awaited_.view() == request_id.view()) {
    // Its one answer is on the way.
    counters_.add(Counter::kRepeated);
    return Reply::kNone;
  }
  if (const Outcome* known = memory_.find(request_id.view())) {
    counters_.add(Counter::kRepeated);
    outcome = *known;
    return Reply::kOutcome;
  }
  if (executors_.of(topic).answers(request_id.view())) {
    counters_.add(Counter::kRepeated);
    return Reply::kAgain;
  }
  outcome = judge(command, now);
  if (outcome.answer == Answer::kOwn) return Reply::kNone;
  if (outcome.answer == Answer::kLater) {
    awaited_ = request_id;
    awaited_topic_ = topic;
    return Reply::kNone;
  }
  memory_.remember(request_id.view(), outcome);
  return Reply::kOutcome;
}

void CommandHandler::finish(const Outcome& outcome, bool online) {
  if (awaited_.empty()) return;
  memory_.remember(awaited_.view(), outcome);
  if (online) {
    respond(awaited_topic_, awaited_.view(), outcome);
  } else {
    counters_.add(Counter::kLostResponses);
  }
  awaited_.clear();
}

/** Apart from obey(), so that the fault is off the stack when the command is obeyed. */
__attribute__((noinline)) bool CommandHandler::decode(Topic topic, Text payload, Command& command) {
  CommandFault fault;
  if (decode_command(topic, payload, command, fault)) return true;
  if (command.request_id.empty()) {
    counters_.add(Counter::kUnanswerable);
    log(LogLevel::kWarning, "command that cannot be answered: ", name_of(fault.code));
  }
  return false;
}

/** Reads the payload once more, so that neither the command nor the fault is on the stack when any
 * other answer is sent, the deepest moment of the node (firmware/test/lx106/budgets.json). */
__attribute__((noinline)) void CommandHandler::refuse_malformed(Topic topic, Text request_id,
                                                                Text payload) {
  CommandFault fault;
  find_fault(topic, payload, fault);
  refuse_malformed(topic, request_id, fault);
}

__attribute__((noinline)) void CommandHandler::refuse_malformed(Topic topic, Text request_id,
                                                                const CommandFault& fault) {
  Message message;
  describe(fault, message);
  Response response;
  response.request_id = request_id;
  response.status = ResponseStatus::kError;
  response.error = fault.code;
  response.message = message.view();
  respond(response, topic);
}

Outcome CommandHandler::judge(const Command& command, Millis now) {
  const uint32_t ttl_ms = settings_.milliseconds(protocol::Setting::kCommandTtlS);
  switch (age_of(command.sent, moments_.clock(), ttl_ms)) {
    case CommandAge::kStale:
      return Outcome::refusal(ErrorCode::kExpired);
    case CommandAge::kFuture:
      return Outcome::refusal(ErrorCode::kExpired,
                              "the timestamp lies in the future; set the sender's clock");
    case CommandAge::kUnknown:
      // Whoever repeats `on` gets on; an old toggle would undo what was done since.
      if (command.is(protocol::RelayAction::kToggle)) {
        return Outcome::refusal(ErrorCode::kExpired,
                                command.sent.known
                                    ? "the node's clock is not set; send on or off, not toggle"
                                    : "toggle needs a timestamp; add it, or send on or off");
      }
      break;
    case CommandAge::kFresh:
      break;
  }
  if (safe_mode_ && command.topic != Topic::kCommandOta) {
    return Outcome::refusal(ErrorCode::kSafeMode);
  }
  return executors_.of(command.topic).execute(command, now);
}

void CommandHandler::respond(Topic topic, Text request_id, const Outcome& outcome) {
  if (outcome.error != ErrorCode::kNone) {
    refuse(topic, request_id, outcome);
    return;
  }
  Response response;
  response.request_id = request_id;
  if (outcome.answer == Answer::kSettings) {
    respond(SettingsResult(settings_, SettingSet(outcome.settings)), response, topic);
    return;
  }
  const EnergyResetResult energy;
  const TrustAnchorResult anchor(outcome.checksum);
  if (outcome.answer == Answer::kEnergyReset) {
    response.object = &energy;
  } else if (outcome.answer == Answer::kTrustAnchor) {
    response.object = &anchor;
  } else {
    response.result = Text::terminated(outcome.text);
  }
  respond(response, topic);
}

/** Apart from the others, so that only a refusal takes the explanation's stack. */
__attribute__((noinline)) void CommandHandler::refuse(Topic topic, Text request_id,
                                                      const Outcome& outcome) {
  Message explanation;
  Response response;
  response.request_id = request_id;
  response.status = ResponseStatus::kError;
  response.error = outcome.error;
  if (executors_.of(topic).explain(outcome.error, explanation)) {
    response.message = explanation.view();
  } else {
    const char* text = outcome.text != nullptr ? outcome.text : message_of(outcome.error);
    response.message = Text::terminated(text);
  }
  respond(response, topic);
}

/** Apart from the others, so that only such an answer takes the larger buffer's stack. */
__attribute__((noinline)) void CommandHandler::respond(const SettingsResult& result,
                                                       Response& response, Topic topic) {
  response.object = &result;
  char buffer[kSettingsResponseCapacity];
  JsonWriter json(buffer, sizeof buffer);
  publish(response, topic, json);
}

__attribute__((noinline)) void CommandHandler::respond(Response& response, Topic topic) {
  char buffer[kResponsePayloadCapacity];
  JsonWriter json(buffer, sizeof buffer);
  publish(response, topic, json);
}

void CommandHandler::publish(Response& response, Topic topic, JsonWriter& json) {
  response.moment = moments_.next();
  write_response(json, response);
  if (publisher_.publish(response_topic(topic), json) != kNotAccepted) return;
  counters_.add(Counter::kLostResponses);
  log(LogLevel::kWarning, "response not accepted for sending", "");
}

void CommandHandler::log(LogLevel level, Text what, Text detail) {
  FixedText<kLogLine> line;
  line.append(what);
  line.append(detail);
  log_.log(level, line.view());
}

}  // namespace homesync
