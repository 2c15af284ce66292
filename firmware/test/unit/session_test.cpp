#include "homesync/session.h"

#include "bench.h"
#include "test.h"

using homesync::Millis;
using homesync::Session;
using homesync::SessionState;
using homesync::Text;
using homesync::protocol::OnlineReason;

namespace {

/** A session alone, on the bench. */
struct SessionBench : homesync::test::Bench {
  SessionBench() { client_id.load(flash, random); }

  void start() { session.start(client_id, now()); }
  Millis now() { return clock.monotonic_ms(); }
  void pass(Millis span) {
    clock.advance(span);
    session.poll(now());
  }
  void connect() {
    start();
    session.on_connected(now());
  }
  /** Fails `times` attempts, each refused at once, and answers the length of the last wait. */
  Millis fail(int times) {
    Millis wait = 0;
    for (int i = 0; i < times; ++i) {
      session.on_disconnected(now());
      wait = session.next_wake_ms(now());
      pass(wait);
    }
    return wait;
  }
  bool announced(Text payload) { return mqtt.last_payload("/status/online") == payload; }

  homesync::ClientId client_id;
  homesync::Publisher publisher{mqtt, identity};
  homesync::MomentSource moments{clock};
  Session session{mqtt, publisher, identity, moments, random, log};
};

bool is_about(Millis wait, Millis base) {
  return wait >= base && wait <= base + base / 10;
}

}  // namespace

TEST("REQ-008 Configure LWT on connect: the will, keep-alive 60 and clean=false") {
  SessionBench bench;
  CHECK_EQ(bench.session.state(), SessionState::kIdle);
  CHECK_EQ(bench.session.next_wake_ms(bench.now()), homesync::kNoWake);
  bench.start();
  CHECK_EQ(bench.session.state(), SessionState::kConnecting);
  CHECK_EQ(bench.mqtt.connects, 1U);
  CHECK_EQ(bench.mqtt.keep_alive_s, 60);
  CHECK(!bench.mqtt.clean_session);
  CHECK_EQ(bench.mqtt.will.topic.view(), Text("homesync/abc123/nodes/node-001/status/online"));
  CHECK_EQ(bench.mqtt.will.payload.view(),
           Text("{\"online\":false,\"reason\":\"unexpected_disconnect\"}"));
  CHECK_EQ(bench.mqtt.will.qos, 1);
  CHECK(bench.mqtt.will.retain);
}

TEST("a connected session subscribes to its own commands at QoS 1") {
  SessionBench bench;
  bench.connect();
  CHECK_EQ(bench.session.state(), SessionState::kOnline);
  CHECK_EQ(bench.mqtt.filter.view(), Text("homesync/abc123/nodes/node-001/command/+"));
  CHECK_EQ(bench.mqtt.filter_qos, 1);
}

TEST("a connect without an answer is given up after 10 s (REQ-002)") {
  SessionBench bench;
  bench.start();
  CHECK_EQ(bench.session.next_wake_ms(bench.now()), 10000U);
  bench.pass(9999);
  CHECK_EQ(bench.session.state(), SessionState::kConnecting);
  bench.pass(1);
  CHECK_EQ(bench.session.state(), SessionState::kWaiting);
  CHECK_EQ(bench.mqtt.calls.view(), Text("CA"));
  bench.session.on_disconnected(bench.now());
  CHECK_EQ(bench.session.state(), SessionState::kWaiting);
}

TEST("reconnects wait 1, 2, 4 ... 60 s, each with at most 10 % added (REQ-002)") {
  SessionBench bench;
  bench.start();
  const Millis bases[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
  for (const Millis base : bases) CHECK(is_about(bench.fail(1), base));
  CHECK_EQ(bench.mqtt.connects, 9U);
}

TEST("after 60 s connected the first wait is 1 s again") {
  SessionBench bench;
  bench.start();
  bench.fail(5);
  bench.session.on_connected(bench.now());
  CHECK_EQ(bench.session.next_wake_ms(bench.now()), 60000U);
  bench.pass(60000);
  CHECK_EQ(bench.session.next_wake_ms(bench.now()), homesync::kNoWake);
  CHECK(is_about(bench.fail(1), 1000));
}

TEST("a connection that breaks before 60 s leaves the backoff where it was") {
  SessionBench bench;
  bench.start();
  bench.fail(3);
  bench.session.on_connected(bench.now());
  bench.pass(59999);
  CHECK(is_about(bench.fail(1), 8000));
}

TEST("an end after 60 s resets the backoff also when no poll came between") {
  SessionBench bench;
  bench.start();
  bench.fail(3);
  bench.session.on_connected(bench.now());
  bench.clock.advance(60000);
  CHECK(is_about(bench.fail(1), 1000));
}

TEST("a subscription that is not accepted ends the connection and is tried again") {
  SessionBench bench;
  bench.start();
  bench.mqtt.accepting = false;
  bench.session.on_connected(bench.now());
  CHECK_EQ(bench.session.state(), SessionState::kWaiting);
  CHECK_EQ(bench.mqtt.calls.view(), Text("CSA"));
  bench.mqtt.accepting = true;
  bench.pass(bench.session.next_wake_ms(bench.now()));
  bench.session.on_connected(bench.now());
  CHECK(bench.session.is_online());
}

TEST("an acceptance that comes too late changes nothing") {
  SessionBench bench;
  bench.session.on_connected(bench.now());
  CHECK_EQ(bench.session.state(), SessionState::kIdle);
  bench.session.on_disconnected(bench.now());
  CHECK_EQ(bench.session.state(), SessionState::kIdle);
}

TEST("REQ-008 Graceful disconnect: offline message, its PUBACK, DISCONNECT, close") {
  SessionBench bench;
  bench.connect();
  bench.mqtt.clear();
  bench.session.close(OnlineReason::kShutdown, bench.now());
  CHECK_EQ(bench.session.state(), SessionState::kAnnouncing);
  CHECK(bench.announced(
      "{\"online\":false,\"reason\":\"shutdown\",\"timestamp\":\"2025-02-06T14:30:00.000Z\"}"));
  const auto* message = bench.mqtt.last("/status/online");
  REQUIRE(message != nullptr);
  CHECK_EQ(message->qos, 1);
  CHECK(message->retain);
  bench.session.on_published(static_cast<homesync::PacketId>(message->packet + 1), bench.now());
  CHECK_EQ(bench.mqtt.calls.view(), Text("P"));
  bench.session.on_published(message->packet, bench.now());
  CHECK_EQ(bench.session.state(), SessionState::kDisconnecting);
  CHECK_EQ(bench.mqtt.calls.view(), Text("PD"));
  bench.session.on_disconnected(bench.now());
  CHECK_EQ(bench.session.state(), SessionState::kClosed);
  CHECK_EQ(bench.session.next_wake_ms(bench.now()), homesync::kNoWake);
  bench.session.close(OnlineReason::kShutdown, bench.now());
  CHECK_EQ(bench.mqtt.calls.view(), Text("PD"));
}

TEST("a planned absence without a PUBACK disconnects after its bound") {
  SessionBench bench;
  bench.connect();
  bench.mqtt.clear();
  bench.session.close(OnlineReason::kRestart, bench.now());
  bench.pass(Session::kAnnouncementTimeout - 1);
  CHECK_EQ(bench.session.state(), SessionState::kAnnouncing);
  bench.pass(1);
  CHECK_EQ(bench.mqtt.calls.view(), Text("PD"));
  bench.pass(Session::kDisconnectTimeout);
  CHECK_EQ(bench.session.state(), SessionState::kClosed);
  CHECK_EQ(bench.mqtt.calls.view(), Text("PDA"));
}

TEST("an offline message that is not accepted is offered again") {
  SessionBench bench;
  bench.connect();
  bench.mqtt.clear();
  bench.mqtt.accepting = false;
  bench.session.close(OnlineReason::kUpdate, bench.now());
  bench.mqtt.accepting = true;
  bench.pass(bench.session.next_wake_ms(bench.now()));
  CHECK_EQ(bench.mqtt.calls.view(), Text("P"));
  bench.session.on_published(bench.mqtt.messages[0].packet, bench.now());
  CHECK_EQ(bench.session.state(), SessionState::kDisconnecting);
}

TEST("a connection lost while the absence is announced completes it") {
  SessionBench bench;
  bench.connect();
  bench.session.close(OnlineReason::kShutdown, bench.now());
  bench.session.on_disconnected(bench.now());
  CHECK_EQ(bench.session.state(), SessionState::kClosed);
}

TEST("a planned absence without a connection is complete at once") {
  SessionBench idle;
  idle.session.close(OnlineReason::kShutdown, idle.now());
  CHECK_EQ(idle.session.state(), SessionState::kClosed);

  SessionBench connecting;
  connecting.start();
  connecting.session.close(OnlineReason::kShutdown, connecting.now());
  CHECK_EQ(connecting.session.state(), SessionState::kClosed);
  CHECK_EQ(connecting.mqtt.calls.view(), Text("CA"));

  SessionBench waiting;
  waiting.start();
  waiting.session.on_disconnected(waiting.now());
  waiting.session.close(OnlineReason::kShutdown, waiting.now());
  CHECK_EQ(waiting.session.state(), SessionState::kClosed);
}
