#pragma once

#include "command_bench.h"

namespace homesync::test {

/** A connected node whose configuration is read and changed; each command with a request_id of its
 * own. */
struct ConfigBench : CommandBench {
  /** Sends an action, with more members (`,"settings":{...}`) behind it. */
  Text config(Text action, Text more = "") {
    mqtt.clear();
    send_config(node, action, more);
    return answer();
  }

  Text set(Text wanted) {
    FixedText<900> more;
    more.append(",\"settings\":");
    more.append(wanted);
    return config("set", more.view());
  }

  void send_config(Node& to, Text action, Text more = "") {
    ++requests;
    const char id[] = {static_cast<char>('a' + requests / 26 % 26),
                       static_cast<char>('a' + requests % 26)};
    FixedText<1024> payload;
    payload.append("{\"action\":\"");
    payload.append(action);
    payload.append("\",\"request_id\":\"");
    payload.append(Text(id, sizeof id));
    payload.append("\"");
    payload.append(more);
    payload.append("}");
    send(to, "command/config", payload.view());
  }

  int requests = 0;
};

}  // namespace homesync::test
