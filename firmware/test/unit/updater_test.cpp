#include "homesync/updater.h"

#include "running_update.h"
#include "test.h"

using homesync::DownloadEnd;
using homesync::Node;
using homesync::UpdateState;
using homesync::test::holds;
using homesync::test::is_refused;
using homesync::test::RunningUpdate;
using homesync::test::Update;
using homesync::test::UpdateBench;

TEST("progress is told every ten percent") {
  RunningUpdate bench;
  bench.mqtt.clear();
  bench.serve(bench.update, 0, Update::kSize);
  REQUIRE_EQ(bench.mqtt.count, size_t{10});
  CHECK(holds(bench.mqtt.messages[0].payload.view(),
              "{\"request_id\":\"up-1\",\"status\":\"in_progress\",\"progress\":10,"));
  CHECK(holds(bench.mqtt.messages[4].payload.view(), "\"progress\":50,"));
  CHECK(holds(bench.mqtt.messages[9].payload.view(), "\"progress\":100,"));
  CHECK_EQ(bench.mqtt.messages[0].qos, 1);
  CHECK(!bench.mqtt.messages[0].retain);
}

TEST("a good image is committed, the absence announced, and the processor restarted") {
  RunningUpdate bench;
  bench.serve(bench.update);
  CHECK_EQ(bench.node.update_state(), UpdateState::kCommitted);
  bench.mqtt.clear();
  bench.node.poll();
  CHECK(holds(bench.mqtt.last_payload("/status/online"), "\"online\":false,\"reason\":\"update\""));
  CHECK_EQ(bench.system.restarts, 0);
  bench.let_restart();
  CHECK_EQ(bench.system.restarts, 1);
  CHECK_EQ(bench.system.halts, 0);

  Node next(bench.ports(), bench.next_identity(), bench.settings);
  next.start();
  bench.mqtt.clear();
  next.on_connected(true);
  CHECK(holds(bench.mqtt.last_payload("/status/firmware"), "\"version\":\"1.3.0\""));
  CHECK(holds(bench.ota_answer(),
              "{\"request_id\":\"up-1\",\"status\":\"success\",\"result\":\"1.3.0\","));
}

TEST("the outcome is told again at every connect until it is acknowledged, also after a restart") {
  RunningUpdate bench;
  bench.serve(bench.update);
  bench.let_restart();
  const auto identity = bench.next_identity();
  Node next(bench.ports(), identity, bench.settings);
  next.start();
  next.on_connected(true);
  next.on_disconnected();
  bench.mqtt.clear();
  bench.run(next, 1500);
  next.on_connected(true);
  CHECK(holds(bench.ota_answer(), "\"status\":\"success\""));

  Node after_power_cut(bench.ports(), identity, bench.settings);
  after_power_cut.start();
  bench.mqtt.clear();
  after_power_cut.on_connected(true);
  CHECK(holds(bench.ota_answer(), "\"status\":\"success\""));
  for (size_t i = 0; i < bench.mqtt.count; ++i) {
    after_power_cut.on_published(bench.mqtt.messages[i].packet);
  }
  bench.mqtt.clear();
  bench.send(after_power_cut, "command/ota", bench.update.command());
  CHECK(holds(bench.ota_answer(), "\"status\":\"success\",\"result\":\"1.3.0\""));

  Node last(bench.ports(), identity, bench.settings);
  last.start();
  bench.mqtt.clear();
  last.on_connected(true);
  CHECK(bench.mqtt.last("/response/ota") == nullptr);
}

TEST("an outcome that the MQTT client does not accept is offered again") {
  RunningUpdate bench;
  bench.mqtt.accepting = false;
  bench.node.on_download_ended(DownloadEnd::kRefused);
  bench.run(bench.node, 500);
  bench.mqtt.accepting = true;
  bench.mqtt.clear();
  bench.run(bench.node, 400);
  CHECK(bench.mqtt.last("/response/ota") == nullptr);
  bench.check_failed("download_failed");
}

TEST("when another version comes up than was signed, the update has failed") {
  UpdateBench bench;
  Update update("1.3.0");
  update.version = "1.4.0";
  update.sign();
  bench.offer(update);
  bench.serve(update);
  bench.let_restart();
  Node next(bench.ports(), bench.next_identity(), bench.settings);
  next.start();
  bench.mqtt.clear();
  next.on_connected(true);
  CHECK(is_refused(bench.ota_answer(), "storage_fault"));
  CHECK(holds(bench.ota_answer(), "another version came up"));
}

TEST("a power cut in the download leaves the old version, and the next boot says so") {
  RunningUpdate bench;
  bench.serve(bench.update, 0, 500);
  Node next(bench.ports(), bench.next_identity(), bench.settings);
  next.start();
  bench.mqtt.clear();
  next.on_connected(true);
  CHECK(holds(bench.mqtt.last_payload("/status/firmware"), "\"version\":\"1.2.3\""));
  CHECK(is_refused(bench.ota_answer(), "download_failed"));
  CHECK(holds(bench.ota_answer(), "restarted during the download"));
}

TEST("nothing is committed that the next boot could not tell of") {
  RunningUpdate bench;
  bench.serve(bench.update, 0, Update::kSize);
  bench.flash.set_failing(true);
  bench.node.on_download_ended(DownloadEnd::kComplete);
  bench.flash.set_failing(false);
  bench.check_failed("storage_fault");
}

TEST("a cancel ends the update wherever it is, and is answered itself") {
  const uint32_t points[] = {0, 64, 999};
  for (const uint32_t received : points) {
    RunningUpdate bench;
    bench.serve(bench.update, 0, received);
    bench.send_ota("{\"action\":\"cancel\",\"request_id\":\"c-1\"}");
    const auto* first = &bench.mqtt.messages[0];
    CHECK(holds(first->payload.view(),
                "\"request_id\":\"c-1\",\"status\":\"success\",\"result\":\"cancelled\""));
    bench.check_failed("cancelled");
  }
}

TEST("a cancel between two connections ends the update") {
  RunningUpdate bench;
  bench.node.on_download_ended(DownloadEnd::kLost);
  bench.send_ota("{\"action\":\"cancel\",\"request_id\":\"c-1\"}");
  bench.check_failed("cancelled");
}

TEST("a committed update is past cancelling: the node no longer listens") {
  RunningUpdate bench;
  bench.serve(bench.update);
  bench.node.poll();
  bench.send_ota("{\"action\":\"cancel\",\"request_id\":\"c-1\"}");
  CHECK_EQ(bench.node.update_state(), UpdateState::kCommitted);
}

TEST("what the server sends after the end is ignored") {
  RunningUpdate bench;
  bench.node.on_download_ended(DownloadEnd::kRefused);
  bench.node.on_download_opened(0, 1);
  bench.node.on_download_data(bench.update.image, 10);
  bench.node.on_download_ended(DownloadEnd::kComplete);
  bench.check_failed("download_failed");
}

TEST("the broker may be away in the download: it goes on, and the outcome is told on return") {
  RunningUpdate bench;
  bench.serve(bench.update, 0, 100);
  bench.node.on_disconnected();
  bench.mqtt.clear();
  bench.update.image[999] ^= 1;
  bench.serve(bench.update, 100, Update::kSize);
  bench.node.on_download_ended(DownloadEnd::kComplete);
  CHECK_EQ(bench.mqtt.published, 0U);
  bench.run(bench.node, 1200);
  bench.node.on_connected(true);
  bench.check_failed("wrong_hash");
}

TEST("an outcome that nobody was told comes before another update") {
  RunningUpdate bench;
  bench.mqtt.refuse_after(0);
  bench.node.on_download_ended(DownloadEnd::kRefused);
  bench.node.poll();
  Update second("1.4.0");
  second.request_id = "up-2";
  second.sign();
  bench.offer(second);
  CHECK_EQ(bench.node.update_state(), UpdateState::kIdle);
  bench.mqtt.accept();
  bench.check_failed("download_failed");
}

TEST("an ordered end of the node gives the update up, and the next boot answers it") {
  RunningUpdate bench;
  bench.serve(bench.update, 0, 500);
  CHECK(bench.node.shutdown(homesync::protocol::OnlineReason::kRestart));
  CHECK(!bench.download.open);
  Node next(bench.ports(), bench.next_identity(), bench.settings);
  next.start();
  bench.mqtt.clear();
  next.on_connected(true);
  CHECK(is_refused(bench.ota_answer(), "download_failed"));
}
