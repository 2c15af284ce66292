#include "node_probe.h"
#include "test.h"
#include "update_bench.h"

// What an update costs in stack. What the verification of its signature takes is the body's, and
// not counted: on the board it has a stack of its own (BearSSL).

using homesync::DownloadEnd;
using homesync::Text;
using homesync::UpdateState;
using homesync::lx106::Area;
using homesync::lx106::measure;
using homesync::lx106::NodeProbe;
using homesync::test::Update;

namespace {

/** The server gives the image from `from` up to `to`. */
void serve(NodeProbe& probe, const Update& update, uint32_t from, uint32_t to) {
  measure({"update: download", ""}, [&] { probe.node->on_download_opened(from, Update::kSize); });
  for (uint32_t at = from; at < to; at += 100) {
    measure({"update: download", ""}, [&] {
      probe.node->on_download_data(update.image + at, to - at < 100 ? to - at : 100);
    });
  }
}

/** An update whose command is as long as one may be. */
Update longest() {
  static char url[homesync::protocol::kOtaUrlMaxLength];
  memset(url, 'a', sizeof url);
  memcpy(url, "https://", 8);
  Update update("1.3.0-a.pre-release.as.long.as.is");
  update.request_id = Text("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  update.url = Text(url, sizeof url);
  update.sign();
  return update;
}

void end(NodeProbe& probe, Area area, DownloadEnd how) {
  measure(area, [&] { probe.node->on_download_ended(how); });
}

}  // namespace

TEST("stack: an update from the command to the restart, a lost connection on the way") {
  static NodeProbe probe;
  static Update update = longest();
  probe.boot();
  probe.message({"update: command", ""}, "command/ota", update.command());
  CHECK_EQ(probe.node->update_state(), UpdateState::kDownloading);
  probe.message({"update: repeated command", ""}, "command/ota", update.command());
  serve(probe, update, 0, 500);
  end(probe, {"update: lost", ""}, DownloadEnd::kLost);
  probe.pass({"update: wait", ""}, 2);
  serve(probe, update, 500, Update::kSize);
  end(probe, {"update: commit", ""}, DownloadEnd::kComplete);
  CHECK_EQ(probe.node->update_state(), UpdateState::kCommitted);
  probe.pass({"update: restart", ""}, 10);
  CHECK_EQ(probe.system.restarts, 1);
  // The next life tells the outcome.
  probe.boot();
  probe.pass({"update: outcome", ""}, 1);
  CHECK(!probe.mqtt.last_payload("/response/ota").empty());
}

TEST("stack: an update that fails, and one that is cancelled") {
  static NodeProbe probe;
  static Update update = longest();
  probe.boot();
  probe.message({"update: command", ""}, "command/ota", update.command());
  serve(probe, update, 0, 500);
  end(probe, {"update: failure", ""}, DownloadEnd::kRefused);
  probe.pass({"update: failure", ""}, 1);
  CHECK(!probe.mqtt.last_payload("/response/ota").empty());
  update.request_id = Text("again");
  update.sign();
  probe.message({"update: command", ""}, "command/ota", update.command());
  CHECK_EQ(probe.node->update_state(), UpdateState::kDownloading);
  probe.message({"update: cancel", ""}, "command/ota",
                "{\"action\":\"cancel\",\"request_id\":\"c\"}");
  CHECK_EQ(probe.node->update_state(), UpdateState::kIdle);
}

TEST("stack: an update over TLS, for which the session makes room") {
  static NodeProbe probe;
  static Update update;
  update.url = "https://updates.example.org/a.bin";
  update.sign();
  probe.boot();
  probe.download.room_for_tls = false;
  probe.message({"update: command", ""}, "command/ota", update.command());
  CHECK_EQ(probe.node->update_state(), UpdateState::kClosingSession);
  probe.pass({"update: session closes", ""}, 10);
  CHECK_EQ(probe.node->update_state(), UpdateState::kDownloading);
}

TEST("stack: updates that are refused") {
  static NodeProbe probe;
  probe.boot();
  static Update update;
  update.target = "nodemcuv2";
  update.sign();
  probe.message({"update: refused", ""}, "command/ota", update.command());
  update.target = "virtual";
  update.version = "1.2.3";
  update.request_id = "up-2";
  update.sign();
  probe.message({"update: refused", ""}, "command/ota", update.command());
  CHECK_EQ(probe.node->update_state(), UpdateState::kIdle);
}
