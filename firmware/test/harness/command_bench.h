#pragma once

#include "bench.h"

namespace homesync::test {

/** A connected node that can be sent commands. */
struct CommandBench : Bench {
  CommandBench() { connect(node); }

  void relay_command(Text payload, bool retained = false) {
    mqtt.clear();
    send(node, "command/relay", payload, retained);
  }
  Text answer() const { return mqtt.last_payload("/response/command"); }
  uint32_t count(Counter counter) const { return node.counters().of(counter); }

  Node node{ports(), identity, settings};
};

/** Whether `part` stands somewhere in `text`. */
inline bool holds(Text text, Text part) {
  for (size_t at = 0; at + part.size <= text.size; ++at) {
    if (Text(text.data + at, part.size) == part) return true;
  }
  return false;
}

/** Whether an answer is a refusal with this error code. */
inline bool is_refused(Text answer, Text error) {
  FixedText<64> part;
  part.append("\"status\":\"error\",\"error\":\"");
  part.append(error);
  part.append("\",\"message\":\"");
  return holds(answer, part.view());
}

}  // namespace homesync::test
