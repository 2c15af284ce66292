#include "homesync/command_executor.h"

namespace homesync {

CommandExecutor& CommandExecutors::of(protocol::Topic topic) const {
  switch (topic) {
    case protocol::Topic::kCommandRelay:
      return relay;
    case protocol::Topic::kCommandLed:
      return led;
    case protocol::Topic::kCommandConfig:
      return config;
    default:
      return ota;
  }
}

}  // namespace homesync
