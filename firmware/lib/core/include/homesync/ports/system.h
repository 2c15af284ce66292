#pragma once

#include <stdint.h>

#include "homesync/protocol.h"

namespace homesync {

/** The processor that the node runs on. */
class SystemPort {
 public:
  /** Why the processor started. */
  virtual protocol::ResetReason reset_reason() = 0;

  /** Free heap, bytes; 0 when the body cannot tell. */
  virtual uint32_t free_heap() = 0;

  /** Largest block that the heap could give, bytes: what tells fragmentation. 0 likewise. */
  virtual uint32_t largest_block() = 0;

  /** The planned absence has been announced: start again. May return; the node is then inert. */
  virtual void restart() = 0;

  /** The planned absence has been announced: stay off. May return; the node is then inert. */
  virtual void halt() = 0;

 protected:
  ~SystemPort() = default;
};

}  // namespace homesync
