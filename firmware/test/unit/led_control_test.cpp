#include "homesync/led_control.h"

#include "command_bench.h"
#include "homesync/simulated/led.h"
#include "test.h"

using homesync::kNoWake;
using homesync::LedControl;
using homesync::LedSign;
using homesync::Millis;
using homesync::Text;
using homesync::test::CommandBench;
using homesync::test::holds;

namespace {

struct LedBench {
  homesync::simulated::Led led;
  LedControl control{led};
  Millis now = 0;

  /** Lets time pass as a body does, and answers it as one character every `step`: # lit, . dark. */
  homesync::FixedText<128> watch(Millis span, Millis step) {
    homesync::FixedText<128> seen;
    for (Millis from = 0; from < span; from += step) {
      control.poll(now);
      seen.append(led.is_on() ? Text("#") : Text("."));
      const Millis end = now + step;
      while (now != end) {
        const Millis wake = control.next_wake_ms(now);
        CHECK(wake > 0);
        now += wake < end - now ? wake : end - now;
        control.poll(now);
      }
    }
    return seen;
  }
};

}  // namespace

TEST("LED: each sign has its own rhythm") {
  struct Row {
    LedSign sign;
    Millis step;
    Text seen;
  };
  const Row rows[] = {
      {LedSign::kConnecting, 250, "##..##.."},
      {LedSign::kOnline, 250, "########"},
      {LedSign::kError, 150, "#.#.#.........#."},
      {LedSign::kSafeMode, 200, "#########.#########."},
      {LedSign::kProvisioning, 50, "##..##..##.."},
      {LedSign::kUpdate, 100, "#.#.......#.#......."},
  };
  for (const Row& row : rows) {
    LedBench bench;
    bench.control.show(row.sign, bench.now);
    bench.control.poll(bench.now);
    CHECK_EQ(bench.watch(row.step * static_cast<Millis>(row.seen.size), row.step).view(), row.seen);
  }
}

TEST("LED: a steady light and a light held by a command wake nobody") {
  LedBench bench;
  bench.control.show(LedSign::kOnline, 0);
  bench.control.poll(0);
  CHECK_EQ(bench.control.next_wake_ms(0), kNoWake);
  bench.control.hold(false);
  CHECK_EQ(bench.control.next_wake_ms(0), kNoWake);
}

TEST("LED: another sign begins at once, with light") {
  LedBench bench;
  bench.control.poll(0);
  bench.now = 700;
  bench.control.poll(bench.now);
  CHECK(!bench.led.is_on());
  bench.control.show(LedSign::kProvisioning, bench.now);
  CHECK(bench.led.is_on());
  CHECK_EQ(bench.watch(400, 50).view(), Text("##..##.."));
}

TEST("LED: a held light stays over every sign until the next command") {
  LedBench bench;
  bench.control.hold(false);
  bench.control.show(LedSign::kError, 0);
  CHECK_EQ(bench.watch(1000, 100).view(), Text(".........."));
  bench.control.hold(true);
  CHECK_EQ(bench.watch(1000, 100).view(), Text("##########"));
  bench.control.release(bench.now);
  CHECK_EQ(bench.watch(750, 150).view(), Text("#.#.#"));
}

TEST("LED: a blink flashes as often as asked, then the sign is back") {
  LedBench bench;
  bench.control.show(LedSign::kError, 0);
  bench.control.blink(2, 400, 0);
  CHECK_EQ(bench.watch(800, 100).view(), Text("##..##.."));
  CHECK_EQ(bench.watch(600, 150).view(), Text("#.#."));
}

TEST("LED: a sign that changes during a blink or a hold is what comes after it") {
  LedBench bench;
  bench.control.blink(1, 200, 0);
  bench.control.show(LedSign::kProvisioning, 50);
  CHECK_EQ(bench.watch(600, 100).view(), Text("#.#.#."));
}

TEST("LED: the shortest and the longest blink end on time, also when polled late") {
  LedBench bench;
  bench.control.blink(100, 50, 0);
  bench.control.poll(4999);
  CHECK(!bench.led.is_on());
  bench.control.show(LedSign::kOnline, 4999);
  bench.control.poll(5000);
  CHECK(bench.led.is_on());
  CHECK_EQ(bench.control.next_wake_ms(5000), kNoWake);
  bench.control.blink(100, 10000, 5000);
  bench.control.poll(1004999);
  CHECK(!bench.led.is_on());
  bench.control.poll(60000000);
  CHECK(bench.led.is_on());
}

TEST("LED: a rhythm goes on across the wrap of the clock") {
  LedBench bench;
  bench.now = UINT32_MAX - 999;
  bench.control.poll(bench.now);
  CHECK_EQ(bench.watch(2000, 250).view().size, size_t{8});
  bench.control.release(bench.now);
  bench.control.show(LedSign::kUpdate, bench.now);
  CHECK_EQ(bench.watch(1000, 100).view(), Text("#.#......."));
}

TEST("LED: commands are answered with their action, blink with its defaults") {
  CommandBench bench;
  bench.send(bench.node, "command/led", "{\"action\":\"off\",\"request_id\":\"l-1\"}");
  CHECK(holds(bench.answer(), "\"status\":\"success\",\"result\":\"off\""));
  CHECK(!bench.led.is_on());
  bench.run(bench.node, 3000);
  CHECK(!bench.led.is_on());
  bench.send(bench.node, "command/led", "{\"action\":\"on\",\"request_id\":\"l-2\"}");
  CHECK(holds(bench.answer(), "\"result\":\"on\""));
  CHECK(bench.led.is_on());
  bench.send(bench.node, "command/led", "{\"action\":\"blink\",\"request_id\":\"l-3\"}");
  CHECK(holds(bench.answer(), "\"result\":\"blink\""));
  int flashes = 0;
  for (int i = 0; i < 15; ++i) {
    const bool was_on = i > 0 && bench.led.is_on();
    bench.run(bench.node, i == 0 ? 1 : 100);
    if (!was_on && bench.led.is_on()) ++flashes;
  }
  CHECK_EQ(flashes, 3);
}

TEST("LED: the node shows connecting, online, an error, and an update") {
  homesync::test::Bench bench;
  homesync::Node node(bench.ports(), bench.identity, bench.settings);
  node.start();
  node.poll();
  CHECK(bench.led.is_on());
  bench.run(node, 600);
  CHECK(!bench.led.is_on());
  node.on_connected(false);
  node.poll();
  CHECK(bench.led.is_on());
  bench.thermometer.set(900);
  bench.run(node, 3000);
  int dark = 0;
  for (int i = 0; i < 19; ++i) {
    bench.run(node, 100);
    if (!bench.led.is_on()) ++dark;
  }
  CHECK(dark >= 12);
  node.shutdown(homesync::protocol::OnlineReason::kUpdate);
  node.poll();
  CHECK(bench.led.is_on());
  bench.run(node, 150);
  CHECK(!bench.led.is_on());
  bench.run(node, 100);
  CHECK(bench.led.is_on());
  node.on_disconnected();
  CHECK(!bench.led.is_on());
}
