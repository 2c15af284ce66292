#include "test.h"
#include "update_bench.h"

using homesync::DownloadEnd;
using homesync::SessionState;
using homesync::Text;
using homesync::UpdateState;
using homesync::protocol::OnlineReason;
using homesync::test::holds;
using homesync::test::is_refused;
using homesync::test::Update;
using homesync::test::UpdateBench;

namespace {

/** A board with room for one TLS connection that is offered an update over https. */
struct TlsBench : UpdateBench {
  TlsBench() {
    download.room_for_tls = false;
    update.url = "https://updates.example.org/a.bin";
    update.sign();
    offer(update);
  }

  /** The session's planned absence comes to its end. */
  void let_close() {
    acknowledge();
    node.on_disconnected();
    node.poll();
  }

  Update update;
};

}  // namespace

TEST("a download over TLS waits until the session is closed, which announces `update`") {
  TlsBench bench;
  REQUIRE_EQ(bench.mqtt.count, size_t{2});
  CHECK(holds(bench.mqtt.messages[0].payload.view(), "\"status\":\"in_progress\",\"progress\":0"));
  CHECK(holds(bench.mqtt.messages[1].payload.view(), "\"online\":false,\"reason\":\"update\""));
  CHECK_EQ(bench.download.starts, 0U);
  bench.let_close();
  CHECK_EQ(bench.node.update_state(), UpdateState::kDownloading);
  CHECK_EQ(bench.download.starts, 1U);
  CHECK_EQ(bench.system.restarts + bench.system.halts, 0);
}

TEST("a good download over TLS ends in the restart, with no other connect") {
  TlsBench bench;
  bench.let_close();
  const uint32_t connects = bench.mqtt.connects;
  bench.serve(bench.update);
  bench.node.poll();
  CHECK_EQ(bench.system.restarts, 1);
  CHECK_EQ(bench.mqtt.connects, connects);
}

TEST("after a failed download over TLS the node is online again, and tells why") {
  TlsBench bench;
  bench.let_close();
  const uint32_t connects = bench.mqtt.connects;
  bench.node.on_download_ended(DownloadEnd::kRefused);
  bench.node.poll();
  CHECK_EQ(bench.mqtt.connects, connects + 1);
  bench.mqtt.clear();
  bench.node.on_connected(true);
  CHECK(holds(bench.mqtt.last_payload("/status/online"), "\"online\":true"));
  CHECK(is_refused(bench.ota_answer(), "download_failed"));
  CHECK_EQ(bench.system.restarts + bench.system.halts, 0);
}

TEST("a session that is not acknowledged is closed all the same") {
  TlsBench bench;
  bench.run(bench.node, 6001);
  CHECK_EQ(bench.node.update_state(), UpdateState::kDownloading);
}

TEST("relay and button go on while the session is closed; the node can be shut down") {
  TlsBench bench;
  bench.let_close();
  bench.serve(bench.update, 0, 500);
  bench.run(bench.node, 5000);
  CHECK_EQ(bench.node.session_state(), SessionState::kClosed);
  CHECK(bench.node.shutdown(OnlineReason::kShutdown));
  CHECK_EQ(bench.system.halts, 1);
  CHECK(!bench.download.open);
}

TEST("where both connections have room the session stays open") {
  UpdateBench bench;
  Update update;
  update.url = "https://updates.example.org/a.bin";
  update.sign();
  bench.offer(update);
  CHECK_EQ(bench.node.session_state(), SessionState::kOnline);
  CHECK_EQ(bench.download.starts, 1U);
}
