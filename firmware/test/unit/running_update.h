#pragma once

#include "test.h"
#include "update_bench.h"

namespace homesync::test {

/** A node that has taken an update and asked the server for its image. */
struct RunningUpdate : UpdateBench {
  explicit RunningUpdate(Text url = "http://192.0.2.1/a.bin") {
    update.url = url;
    update.sign();
    offer(update);
  }

  /** It has failed with this error, told once, and the node is as it was. */
  void check_failed(Text error) {
    run(node, 1000);
    CHECK(is_refused(ota_answer(), error));
    CHECK(holds(ota_answer(), "\"request_id\":\"up-1\""));
    CHECK_EQ(node.update_state(), UpdateState::kIdle);
    CHECK_EQ(node.session_state(), SessionState::kOnline);
    CHECK(!download.open);
    CHECK(!slot.is_open());
    CHECK(slot.boot());
    CHECK(slot.running().version.empty());
    acknowledge();
    mqtt.clear();
    run(node, 10000);
    CHECK(mqtt.last("/response/ota") == nullptr);
    uint8_t record[8];
    CHECK_EQ(flash.read("ota", record, sizeof record), size_t{0});
  }

  Update update;
};

}  // namespace homesync::test
