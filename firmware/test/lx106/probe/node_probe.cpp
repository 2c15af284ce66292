#include "node_probe.h"

#include "test.h"

// There is no C++ standard library, and so no <new>, for this processor.
inline void* operator new(size_t, void* place) noexcept {
  return place;
}

namespace homesync::lx106 {

void NodeProbe::boot() {
  const Ports bench = ports();
  const Ports ports{bench.clock, bench.mqtt,   bench.random,       bench.store,    bench.system,
                    bench.log,   bench.meter,  bench.thermometer,  bench.relay,    bench.radio,
                    bench.led,   bench.button, bench.provisioning, bench.retained, bench.download,
                    bench.slot,  trusting_,    bench.trust_anchor};
  measure({"boot", ""}, [&] { node = new (memory_) Node(ports, identity, settings); });
  IdentityStatus status{};
  measure({"boot", ""}, [this, &status] { status = node->start(); });
  REQUIRE(status == IdentityStatus::kOk);
  measure({"CONNACK and birth", ""}, [this] { node->on_connected(false); });
  REQUIRE(node->session_state() == SessionState::kOnline);
}

void NodeProbe::pass(Area area, int seconds) {
  Millis left = static_cast<Millis>(seconds) * 1000U;
  while (left > 0) {
    Millis wake = kNoWake;
    measure(area, [this, &wake] { wake = node->poll(); });
    if (wake == 0) wake = 1;
    const Millis step = wake < left ? wake : left;
    clock.advance(step);
    left -= step;
  }
}

void NodeProbe::message(Area area, Text topic_suffix, Text payload, bool retained) {
  FixedText<200> topic;
  topic.assign("homesync/abc123/nodes/node-001/");
  topic.append(topic_suffix);
  mqtt.clear();
  measure(area, [&] { node->on_message(topic.view(), payload, retained); });
}

}  // namespace homesync::lx106
