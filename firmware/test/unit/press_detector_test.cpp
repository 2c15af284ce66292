#include "homesync/press_detector.h"

#include "bench.h"
#include "test.h"

using homesync::kNoWake;
using homesync::Millis;
using homesync::Node;
using homesync::Press;
using homesync::PressDetector;
using homesync::test::Bench;

TEST("button: a press that bounces is one short press, told when its release has settled") {
  PressDetector button;
  button.start(false, 1000);
  const Millis edges[] = {1100, 1102, 1105, 1300, 1301, 1303};
  bool down = false;
  for (const Millis at : edges) {
    down = !down;
    button.record(down, at);
    CHECK_EQ(button.poll(at), Press::kNone);
  }
  CHECK(!down);
  CHECK_EQ(button.next_wake_ms(1303), PressDetector::kDebounce);
  CHECK_EQ(button.poll(1332), Press::kNone);
  CHECK_EQ(button.poll(1333), Press::kShort);
  CHECK_EQ(button.poll(1333), Press::kNone);
  CHECK_EQ(button.next_wake_ms(1333), kNoWake);
}

TEST("button: a glitch shorter than the debounce is nothing") {
  PressDetector button;
  button.start(false, 0);
  button.record(true, 100);
  button.record(false, 129);
  CHECK_EQ(button.poll(200), Press::kNone);
  CHECK_EQ(button.next_wake_ms(200), kNoWake);
  button.record(true, 300);
  button.record(false, 330);
  CHECK_EQ(button.poll(360), Press::kShort);
}

TEST("button: a release shorter than the debounce does not end a press") {
  PressDetector button;
  button.start(false, 0);
  button.record(true, 0);
  button.record(false, 1000);
  button.record(true, 1020);
  CHECK_EQ(button.poll(4999), Press::kNone);
  // Held from the first edge on, whatever happened in between.
  CHECK_EQ(button.poll(5000), Press::kLong);
}

TEST("button: a long press is told once, at five seconds, and its release is nothing more") {
  PressDetector button;
  button.start(false, 0);
  button.record(true, 100);
  CHECK_EQ(button.poll(140), Press::kNone);
  CHECK_EQ(button.next_wake_ms(140), Millis{4960});
  CHECK_EQ(button.poll(5099), Press::kNone);
  CHECK_EQ(button.poll(5100), Press::kLong);
  CHECK_EQ(button.poll(5101), Press::kNone);
  CHECK_EQ(button.next_wake_ms(5101), kNoWake);
  button.record(false, 7000);
  CHECK_EQ(button.poll(7030), Press::kNone);
  CHECK_EQ(button.poll(7031), Press::kNone);
  button.record(true, 8000);
  button.record(false, 8100);
  CHECK_EQ(button.poll(8130), Press::kShort);
}

TEST("button: a press just below five seconds is short, also when nobody asked before its end") {
  PressDetector button;
  button.start(false, 0);
  button.record(true, 100);
  button.record(false, 5099);
  CHECK_EQ(button.poll(6000), Press::kShort);
  button.record(true, 10000);
  button.record(false, 15000);
  CHECK_EQ(button.poll(16000), Press::kLong);
  CHECK_EQ(button.poll(16000), Press::kNone);
}

TEST("button: what happened while nobody asked is told in full") {
  PressDetector button;
  button.start(false, 0);
  for (Millis at = 100; at < 400; at += 100) {
    button.record(true, at);
    button.record(false, at + 50);
  }
  CHECK_EQ(button.next_wake_ms(450), Millis{0});
  for (int i = 0; i < 3; ++i) CHECK_EQ(button.poll(450), Press::kShort);
  CHECK_EQ(button.poll(450), Press::kNone);
}

TEST("button: the same level twice is no edge") {
  PressDetector button;
  button.start(false, 0);
  button.record(true, 100);
  button.record(true, 5000);
  CHECK_EQ(button.poll(5100), Press::kLong);
}

TEST("button: one that is held at the start, or jammed, counts only after its release") {
  PressDetector button;
  button.start(true, 0);
  CHECK_EQ(button.next_wake_ms(0), kNoWake);
  CHECK_EQ(button.poll(20000), Press::kNone);
  button.record(false, 30000);
  CHECK_EQ(button.poll(30030), Press::kNone);
  button.record(true, 31000);
  button.record(false, 31100);
  CHECK_EQ(button.poll(31130), Press::kShort);
}

TEST("button: nothing is told again when the clock wraps, or 49.7 days after an edge") {
  PressDetector button;
  button.start(false, UINT32_MAX - 60);
  button.record(true, UINT32_MAX - 50);
  button.record(false, 10);
  CHECK_EQ(button.poll(40), Press::kShort);
  const Millis wrapped[] = {10, 11, 39, 40};
  for (const Millis now : wrapped) {
    CHECK_EQ(button.poll(now), Press::kNone);
  }
}

TEST("button: 1000 presses are 1000 presses") {
  PressDetector button;
  button.start(false, 0);
  int told = 0;
  for (Millis at = 0; at < 200000; at += 200) {
    button.record(true, at);
    button.record(false, at + 60);
    if (button.poll(at + 90) == Press::kShort) ++told;
  }
  CHECK_EQ(told, 1000);
}

namespace {

struct ButtonBench : Bench {
  Node node{ports(), identity, settings};

  /** With a body that polls when the level changes, as it must where it reports no edges. */
  void press_for(Millis span) {
    button.set_pressed(true);
    run(node, span);
    button.set_pressed(false);
    run(node, homesync::PressDetector::kDebounce);
  }
};

}  // namespace

TEST("button: a short press toggles the relay, on the wire with its cause") {
  ButtonBench bench;
  bench.connect(bench.node);
  bench.press_for(200);
  CHECK(bench.relay.is_on());
  const homesync::Text before = "{\"state\":\"on\",\"cause\":\"button\",";
  CHECK_EQ(homesync::Text(bench.mqtt.last_payload("/status/relay").data, before.size), before);
  bench.run(bench.node, 500);
  bench.press_for(200);
  CHECK(!bench.relay.is_on());
}

TEST("button: it works without a network, and within 50 ms of its release") {
  ButtonBench bench;
  bench.node.start();
  bench.button.set_pressed(true);
  bench.run(bench.node, 100);
  bench.button.set_pressed(false);
  bench.run(bench.node, 29);
  CHECK(!bench.relay.is_on());
  bench.run(bench.node, 1);
  CHECK(bench.relay.is_on());
}

TEST("button: edges from an interrupt act though the body was busy meanwhile, network or not") {
  ButtonBench bench;
  bench.node.start();
  bench.node.on_button_edge(true, bench.clock.monotonic_ms());
  bench.clock.advance(80);
  bench.node.on_button_edge(false, bench.clock.monotonic_ms());
  bench.clock.advance(3000);
  bench.node.poll_local();
  CHECK(bench.relay.is_on());
}

TEST("button: it keeps the shortest time between two switches") {
  ButtonBench bench;
  bench.settings.set_number(homesync::protocol::Setting::kMinSwitchMs, 1000);
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect(node);
  for (int i = 0; i < 2; ++i) {
    bench.button.set_pressed(true);
    bench.run(node, 100);
    bench.button.set_pressed(false);
    bench.run(node, 100);
  }
  CHECK(bench.relay.is_on());
}

TEST("button: a long press asks for provisioning and leaves the relay alone") {
  ButtonBench bench;
  bench.connect(bench.node);
  bench.send(bench.node, "command/led", "{\"action\":\"off\",\"request_id\":\"l-1\"}");
  bench.button.set_pressed(true);
  bench.run(bench.node, 4999);
  CHECK(!bench.provisioning.is_active());
  bench.run(bench.node, 1);
  CHECK(bench.provisioning.is_active());
  CHECK(bench.led.is_on());
  bench.run(bench.node, 100);
  CHECK(!bench.led.is_on());
  bench.button.set_pressed(false);
  bench.run(bench.node, 1000);
  CHECK(!bench.relay.is_on());
}
