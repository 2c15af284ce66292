#include "homesync/unsupported_executor.h"

namespace homesync {

Outcome UnsupportedExecutor::execute(const Command&, Millis) {
  return Outcome::refusal(protocol::ErrorCode::kUnsupported);
}

}  // namespace homesync
