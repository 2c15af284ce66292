/* What a server, a network or a flash can do to a download. */
#include "homesync/updater.h"
#include "running_update.h"
#include "test.h"

using homesync::DownloadEnd;
using homesync::Updater;
using homesync::UpdateState;
using homesync::test::holds;
using homesync::test::RunningUpdate;
using homesync::test::Update;

TEST("an image with other bytes than were signed is a wrong hash") {
  RunningUpdate bench;
  bench.update.image[700] ^= 1;
  bench.serve(bench.update);
  bench.check_failed("wrong_hash");
}

TEST("a server with a file of another size is told by its announcement") {
  RunningUpdate bench;
  bench.node.on_download_opened(0, Update::kSize - 1);
  bench.check_failed("wrong_size");
}

TEST("a file that ends early, of a size that nobody announced, is a wrong size") {
  RunningUpdate bench;
  bench.node.on_download_opened(0, 0);
  bench.node.on_download_data(bench.update.image, 999);
  bench.node.on_download_ended(DownloadEnd::kComplete);
  bench.check_failed("wrong_size");
}

TEST("a byte too much is a wrong size") {
  RunningUpdate bench;
  bench.node.on_download_opened(0, 0);
  bench.node.on_download_data(bench.update.image, Update::kSize);
  bench.node.on_download_data(bench.update.image, 1);
  bench.check_failed("wrong_size");
}

TEST("a server that has no such file is asked once") {
  RunningUpdate bench;
  bench.node.on_download_ended(DownloadEnd::kRefused);
  bench.check_failed("download_failed");
  CHECK_EQ(bench.download.starts, 1U);
}

TEST("a lost connection is resumed where it ended, after a wait that doubles") {
  RunningUpdate bench;
  bench.serve(bench.update, 0, 300);
  bench.node.on_download_ended(DownloadEnd::kLost);
  CHECK_EQ(bench.node.update_state(), UpdateState::kWaiting);
  bench.run(bench.node, 999);
  CHECK_EQ(bench.download.starts, 1U);
  bench.run(bench.node, 1);
  CHECK_EQ(bench.download.starts, 2U);
  CHECK_EQ(bench.download.offset, 300U);
  bench.serve(bench.update, 300, 310);
  bench.node.on_download_ended(DownloadEnd::kLost);
  bench.run(bench.node, 1999);
  CHECK_EQ(bench.download.starts, 2U);
  bench.run(bench.node, 1);
  CHECK_EQ(bench.download.offset, 310U);
  bench.serve(bench.update, 310, Update::kSize);
  bench.node.on_download_ended(DownloadEnd::kComplete);
  CHECK_EQ(bench.node.update_state(), UpdateState::kCommitted);
}

TEST("a server that cannot resume begins again, and so does the image") {
  RunningUpdate bench;
  bench.serve(bench.update, 0, 300);
  bench.node.on_download_ended(DownloadEnd::kLost);
  bench.run(bench.node, 1000);
  bench.serve(bench.update);
  CHECK_EQ(bench.node.update_state(), UpdateState::kCommitted);
}

TEST("a server that gives another part than was asked for is a lost connection") {
  RunningUpdate bench;
  bench.serve(bench.update, 0, 300);
  bench.node.on_download_ended(DownloadEnd::kLost);
  bench.run(bench.node, 1000);
  bench.node.on_download_opened(200, Update::kSize);
  CHECK_EQ(bench.node.update_state(), UpdateState::kWaiting);
}

TEST("a server that falls silent is a lost connection; with the whole image there it is none") {
  RunningUpdate bench;
  bench.serve(bench.update, 0, 300);
  bench.run(bench.node, Updater::kStallTimeout - 1);
  CHECK_EQ(bench.node.update_state(), UpdateState::kDownloading);
  bench.run(bench.node, 1);
  CHECK_EQ(bench.node.update_state(), UpdateState::kWaiting);
  CHECK(!bench.download.open);
  bench.run(bench.node, 1000);
  bench.serve(bench.update, 300, Update::kSize);
  bench.run(bench.node, Updater::kStallTimeout - 1);
  bench.mqtt.clear();
  bench.run(bench.node, 1);
  CHECK(holds(bench.mqtt.last_payload("/status/online"), "\"reason\":\"update\""));
}

TEST("after too many lost connections the update is given up") {
  RunningUpdate bench;
  for (int i = 1; i < Updater::kMaxLosses; ++i) {
    bench.node.on_download_ended(DownloadEnd::kLost);
    while (bench.node.update_state() == UpdateState::kWaiting) bench.run(bench.node, 500);
  }
  CHECK_EQ(bench.download.starts, uint32_t{Updater::kMaxLosses});
  CHECK_EQ(bench.node.update_state(), UpdateState::kDownloading);
  bench.mqtt.clear();
  bench.node.on_download_ended(DownloadEnd::kLost);
  bench.check_failed("download_failed");
}

TEST("a server that drips is given up after the total time") {
  RunningUpdate bench;
  bench.node.on_download_opened(0, Update::kSize);
  for (homesync::Millis spent = 0; spent < Updater::kTotalTimeout - 10000; spent += 10000) {
    bench.node.on_download_data(bench.update.image, 1);
    bench.run(bench.node, 10000);
  }
  CHECK_EQ(bench.node.update_state(), UpdateState::kDownloading);
  bench.mqtt.clear();
  bench.run(bench.node, 10000);
  bench.check_failed("download_failed");
}

TEST("a flash that fails in the download is a storage fault") {
  RunningUpdate bench;
  bench.slot.set_failing(true);
  bench.serve(bench.update, 0, 64);
  bench.check_failed("storage_fault");
}

TEST("a flash that fails when the image begins anew is a storage fault") {
  RunningUpdate bench;
  bench.serve(bench.update, 0, 300);
  bench.node.on_download_ended(DownloadEnd::kLost);
  bench.run(bench.node, 1000);
  bench.slot.set_failing(true);
  bench.node.on_download_opened(0, Update::kSize);
  bench.check_failed("storage_fault");
}

TEST("a flash that fails at the commit is a storage fault") {
  RunningUpdate bench;
  bench.serve(bench.update, 0, Update::kSize);
  bench.slot.set_failing(true);
  bench.node.on_download_ended(DownloadEnd::kComplete);
  bench.check_failed("storage_fault");
}
