#include <string.h>

#include "config_bench.h"
#include "homesync/trust_anchors.h"
#include "homesync/vectors.h"
#include "provisioning_bench.h"
#include "test.h"

using homesync::Counter;
using homesync::JsonObject;
using homesync::Node;
using homesync::Text;
using homesync::test::ConfigBench;
using homesync::test::holds;
using homesync::test::is_refused;
using homesync::test::ProvisioningBench;
using homesync::vectors::Vector;

namespace {

constexpr uint32_t kChecksum = 0xc8b19015;
constexpr Text kAnswered = "\"status\":\"success\",\"result\":{\"crc32\":\"c8b19015\"}";
constexpr Text kNone = "\"status\":\"success\",\"result\":\"none\"";

/** `,"certificate":"..."` as in the golden vector: 443 bytes, a P-256 root. */
Text golden_member() {
  for (const Vector& vector : homesync::vectors::kVectors) {
    if (strcmp(vector.name, "command-config: config set_trust_anchor") != 0) continue;
    const Text payload(reinterpret_cast<const char*>(vector.bytes), vector.size);
    const Text certificate = JsonObject(payload).find("certificate").raw();
    constexpr Text kName = ",\"certificate\":";
    return Text(certificate.data - kName.size, kName.size + certificate.size);
  }
  return Text();
}

/** The same as a line on the serial port. */
void write_line(homesync::FixedText<900>& line) {
  line.assign("{\"action\":\"set_trust_anchor\"");
  line.append(golden_member());
  line.append("}");
}

}  // namespace

TEST("trust anchor: set is answered with its checksum, stored, and named to the body") {
  ConfigBench bench;
  CHECK(holds(bench.config("get_trust_anchor"), kNone));
  CHECK(holds(bench.config("set_trust_anchor", golden_member()), kAnswered));
  CHECK_EQ(bench.trust_anchor.checksum(), kChecksum);
  CHECK(holds(bench.config("get_trust_anchor"), kAnswered));

  bench.trust_anchor.trust(nullptr, 0);
  Node next(bench.ports(), bench.identity, bench.settings);
  bench.connect(next);
  CHECK_EQ(bench.trust_anchor.checksum(), kChecksum);
}

TEST("trust anchor: removed by its command and by a factory reset") {
  ConfigBench bench;
  bench.config("set_trust_anchor", golden_member());
  CHECK(holds(bench.config("remove_trust_anchor"), kNone));
  CHECK_EQ(bench.trust_anchor.checksum(), 0);
  CHECK(holds(bench.config("get_trust_anchor"), kNone));
  CHECK(holds(bench.config("remove_trust_anchor"), kNone));
  bench.config("set_trust_anchor", golden_member());
  bench.config("factory_reset");
  CHECK_EQ(bench.trust_anchor.checksum(), 0);
  CHECK_EQ(bench.flash.read("trust_anchor", nullptr, 0), 0);
}

TEST("trust anchor: a certificate that is none is refused, and the old one stays") {
  ConfigBench bench;
  bench.config("set_trust_anchor", golden_member());
  homesync::FixedText<900> member;
  member.assign(golden_member());
  member.buffer()[40] = member.buffer()[40] == 'A' ? 'B' : 'A';
  CHECK(holds(bench.config("set_trust_anchor", member.view()), "\"status\":\"success\""));
  bench.config("set_trust_anchor", golden_member());
  // The length in the head is another one.
  member.assign(golden_member());
  memcpy(member.buffer() + strlen(",\"certificate\":\""), "MIIA", 4);
  CHECK(is_refused(bench.config("set_trust_anchor", member.view()), "bad_certificate"));
  // Cut off within a byte.
  member.assign(golden_member());
  member.resize(member.size() - 3);
  member.append("\"");
  CHECK(is_refused(bench.config("set_trust_anchor", member.view()), "bad_certificate"));
  member.assign(",\"certificate\":1");
  CHECK(is_refused(bench.config("set_trust_anchor", member.view()), "wrong_type"));
  CHECK_EQ(bench.trust_anchor.checksum(), kChecksum);
  CHECK(holds(bench.config("get_trust_anchor"), kAnswered));
}

TEST("trust anchor: what cannot be stored or removed is told, and changes nothing") {
  ConfigBench bench;
  bench.flash.set_failing(true);
  CHECK(is_refused(bench.config("set_trust_anchor", golden_member()), "storage_fault"));
  CHECK_EQ(bench.trust_anchor.checksum(), 0);
  bench.flash.set_failing(false);
  bench.config("set_trust_anchor", golden_member());
  bench.flash.set_failing(true);
  CHECK(is_refused(bench.config("remove_trust_anchor"), "storage_fault"));
  CHECK_EQ(bench.trust_anchor.checksum(), kChecksum);
}

TEST("trust anchor: one that is spoiled in the store is told, and the built-in ones hold") {
  ConfigBench bench;
  bench.config("set_trust_anchor", golden_member());
  uint8_t record[600];
  const size_t size = bench.flash.read("trust_anchor", record, sizeof record);
  record[17] ^= 1;
  bench.flash.write("trust_anchor", record, size);
  bench.trust_anchor.trust(nullptr, 0);
  const int warnings = bench.log.warnings;
  Node next(bench.ports(), bench.identity, bench.settings);
  bench.connect(next);
  CHECK_EQ(bench.trust_anchor.checksum(), 0);
  CHECK_EQ(bench.log.warnings, warnings + 1);
  CHECK(holds(bench.config("get_trust_anchor"), kNone));
}

TEST("trust anchor: a line on the serial port sets and removes the same one") {
  ProvisioningBench bench;
  homesync::FixedText<900> line;
  write_line(line);
  CHECK_EQ(bench.line(line.view()), "{\"status\":\"success\",\"result\":\"c8b19015\"}");
  CHECK_EQ(bench.trust_anchor.checksum(), kChecksum);
  CHECK(holds(bench.line("{\"action\":\"get\"}"), "\"trust_anchor\":\"c8b19015\""));
  CHECK_EQ(bench.provisioner.next_wake_ms(), homesync::kNoWake);
  bench.flash.set_failing(true);
  CHECK(holds(bench.line(line.view()), "\"error\":\"storage_fault\",\"message\""));
  CHECK(holds(bench.line("{\"action\":\"remove_trust_anchor\"}"), "storage_fault"));
  bench.flash.set_failing(false);
  CHECK_EQ(bench.line("{\"action\":\"remove_trust_anchor\"}"),
           "{\"status\":\"success\",\"result\":\"none\"}");
  CHECK_EQ(bench.trust_anchor.checksum(), 0);
  bench.line(line.view());
  bench.line("{\"action\":\"forget\"}");
  CHECK_EQ(bench.trust_anchor.checksum(), 0);
  CHECK(holds(bench.line("{\"action\":\"set_trust_anchor\"}"),
              "\"error\":\"missing_field\",\"field\":\"certificate\""));
}

TEST("a node without an account obeys its button, and connects to nothing") {
  homesync::test::Bench bench;
  Node node(bench.ports(), {}, bench.settings);
  node.start_offline();
  bench.run(node, 3000);
  bench.button.set_pressed(true);
  bench.run(node, 100);
  bench.button.set_pressed(false);
  bench.run(node, 100);
  CHECK(bench.relay.is_on());
  CHECK_EQ(bench.mqtt.calls.view(), "");
  CHECK(node.shutdown(homesync::protocol::OnlineReason::kRestart));
  CHECK_EQ(bench.system.restarts, 1);
  CHECK_EQ(node.poll(), homesync::kNoWake);
}
