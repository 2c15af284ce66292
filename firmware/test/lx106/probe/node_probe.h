#pragma once

#include <stddef.h>

#include "bench.h"
#include "stack_probe.h"

namespace homesync::lx106 {

/** Takes every signature, on no stack: to verify one is the body's work. */
class TrustingSignature final : public SignaturePort {
 public:
  bool verify(Text, const uint8_t*, size_t) override { return true; }
};

/** A node on the bench, each call of which is measured. */
struct NodeProbe : test::Bench {
  /** Boots a node, and has the broker accept it. */
  void boot();

  /** Polls as a body does, second by second, for `seconds`. */
  void pass(Area area, int seconds);

  /** A message on a topic of this node's, such as `command/relay`. */
  void message(Area area, Text topic_suffix, Text payload, bool retained = false);

  /** The newest answer to a command; empty when the last message had none. */
  Text answer() const { return mqtt.last_payload("/response/command"); }

  Node* node = nullptr;

 private:
  TrustingSignature trusting_;
  alignas(Node) uint8_t memory_[sizeof(Node)];
};

}  // namespace homesync::lx106
