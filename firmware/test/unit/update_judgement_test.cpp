#include "test.h"
#include "update_bench.h"

using homesync::Text;
using homesync::UpdateState;
using homesync::test::holds;
using homesync::test::is_refused;
using homesync::test::Update;
using homesync::test::UpdateBench;

namespace {

/** What a signed offer is refused with, and that nothing has begun. */
void check_refused(UpdateBench& bench, Update& update, Text error) {
  bench.offer(update);
  CHECK(is_refused(bench.ota_answer(), error));
  CHECK_EQ(bench.node.update_state(), UpdateState::kIdle);
  CHECK_EQ(bench.download.starts, 0U);
  CHECK(!bench.slot.is_open());
}

}  // namespace

TEST("a signed update for this board that is newer is taken, and says so before it downloads") {
  UpdateBench bench;
  Update update;
  update.sign();
  bench.offer(update);
  CHECK(holds(bench.ota_answer(), "\"status\":\"in_progress\",\"progress\":0"));
  CHECK_EQ(bench.node.update_state(), UpdateState::kDownloading);
  CHECK_EQ(bench.download.url.view(), Text("http://192.0.2.1/a.bin"));
  CHECK_EQ(bench.download.offset, 0U);
}

TEST("a change in any signed field is a bad signature") {
  Update update;
  update.sign();
  const auto check_tampered = [](Update tampered) {
    UpdateBench bench;
    check_refused(bench, tampered, "bad_signature");
  };
  Update other = update;
  other.target = "nodemcuv2";
  check_tampered(other);
  other = update;
  other.version = "1.3.1";
  check_tampered(other);
  other = update;
  other.size = Update::kSize + 1;
  check_tampered(other);
  other = update;
  other.sha256.buffer()[0] = other.sha256.buffer()[0] == '0' ? '1' : '0';
  check_tampered(other);
  other = update;
  other.allow_downgrade = true;
  check_tampered(other);
  other = update;
  other.signature.buffer()[0] = other.signature.buffer()[0] == 'A' ? 'B' : 'A';
  check_tampered(other);
}

TEST("the url is not signed: a mirror may serve the image") {
  UpdateBench bench;
  Update update;
  update.sign();
  update.url = "http://192.0.2.2/mirror.bin";
  bench.offer(update);
  CHECK_EQ(bench.node.update_state(), UpdateState::kDownloading);
}

TEST("a signature that is no base64, or longer than any, is a bad signature") {
  UpdateBench bench;
  Update update;
  update.sign();
  update.signature.append("A");
  check_refused(bench, update, "bad_signature");
  while (update.signature.size() < 96) update.signature.append("A");
  update.request_id = "up-2";
  check_refused(bench, update, "bad_signature");
}

TEST("an update for another board is refused") {
  UpdateBench bench;
  Update update;
  update.target = "nodemcuv2";
  update.sign();
  check_refused(bench, update, "wrong_target");
}

TEST("the version that runs, an older one and its own pre-release are not newer") {
  UpdateBench bench;
  const Text versions[] = {"1.2.3", "1.2.2", "1.2.3-rc.1"};
  const Text requests[] = {"up-1", "up-2", "up-3"};
  for (size_t i = 0; i < 3; ++i) {
    Update update(versions[i]);
    update.request_id = requests[i];
    update.sign();
    check_refused(bench, update, "not_newer");
  }
}

TEST("an older version is taken when its signature allows it") {
  UpdateBench bench;
  Update update("1.0.0");
  update.allow_downgrade = true;
  update.sign();
  bench.offer(update);
  CHECK_EQ(bench.node.update_state(), UpdateState::kDownloading);
}

TEST("an image that the flash has no room for is refused") {
  UpdateBench bench;
  Update update;
  update.size = homesync::simulated::FirmwareSlot::kCapacity + 1;
  update.sign();
  check_refused(bench, update, "no_space");
}

TEST("a flash that takes neither the image nor the note of it is a storage fault") {
  UpdateBench bench;
  Update update;
  update.sign();
  bench.slot.set_failing(true);
  check_refused(bench, update, "storage_fault");
  bench.slot.set_failing(false);
  bench.flash.set_failing(true);
  update.request_id = "up-2";
  check_refused(bench, update, "storage_fault");
}

TEST("a second update is refused while one runs, and the first goes on") {
  UpdateBench bench;
  Update update;
  update.sign();
  bench.offer(update);
  Update second("1.4.0");
  second.request_id = "up-2";
  second.sign();
  bench.offer(second);
  CHECK(is_refused(bench.ota_answer(), "busy"));
  CHECK_EQ(bench.node.update_state(), UpdateState::kDownloading);
  CHECK_EQ(bench.download.starts, 1U);
}

TEST("the same command again is answered with the progress, and begins nothing") {
  UpdateBench bench;
  Update update;
  update.sign();
  bench.offer(update);
  bench.serve(update, 0, 550);
  bench.offer(update);
  CHECK(holds(bench.ota_answer(),
              "\"request_id\":\"up-1\",\"status\":\"in_progress\",\"progress\":55"));
  CHECK_EQ(bench.download.starts, 1U);
  CHECK_EQ(bench.count(homesync::Counter::kRepeated), 1U);
}

TEST("with no update in progress a cancel is a success that says so") {
  UpdateBench bench;
  bench.send_ota("{\"action\":\"cancel\",\"request_id\":\"c-1\"}");
  CHECK(holds(bench.ota_answer(), "\"status\":\"success\",\"result\":\"no update in progress\""));
}
