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

using Message = FixedText<protocol::kMessageMaxLength>;

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

void describe(const CommandFault& fault, Message& message) {
  append_plain(message, fault.field.view());
  if (!fault.field.empty()) append_plain(message, ": ");
  append_plain(message, Text::terminated(message_of(fault.code)));
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
  Command command;
  CommandFault fault;
  if (!decode_command(topic, payload, command, fault)) {
    refuse_malformed(command, fault);
    return;
  }
  if (const Outcome* known = memory_.find(command.request_id.view())) {
    counters_.add(Counter::kRepeated);
    respond(command, *known);
    return;
  }
  if (executors_.of(topic).answers_repeat(command)) {
    counters_.add(Counter::kRepeated);
    return;
  }
  const Outcome outcome = judge(command, now);
  if (outcome.is_pending) return;
  memory_.remember(command.request_id.view(), outcome);
  respond(command, outcome);
}

void CommandHandler::refuse_malformed(const Command& command, const CommandFault& fault) {
  if (command.request_id.empty()) {
    counters_.add(Counter::kUnanswerable);
    log(LogLevel::kWarning, "command that cannot be answered: ", name_of(fault.code));
    return;
  }
  Message message;
  describe(fault, message);
  respond(command, fault.code, "", message.view());
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
  return executors_.of(command.topic).execute(command, now);
}

void CommandHandler::respond(const Command& command, const Outcome& outcome) {
  const char* message = outcome.message != nullptr ? outcome.message : message_of(outcome.error);
  respond(command, outcome.error, Text::terminated(outcome.result), Text::terminated(message));
}

void CommandHandler::respond(const Command& command, ErrorCode error, Text result, Text message) {
  Response response;
  response.request_id = command.request_id.view();
  response.status = error == ErrorCode::kNone ? ResponseStatus::kSuccess : ResponseStatus::kError;
  response.result = result;
  response.error = error;
  response.message = message;
  response.moment = moments_.next();
  char buffer[kResponsePayloadCapacity];
  JsonWriter json(buffer, sizeof buffer);
  write_response(json, response);
  if (publisher_.publish(response_topic(command.topic), json) != kNotAccepted) return;
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
