#include "homesync/identity.h"

#include "bench.h"
#include "homesync/topic_path.h"
#include "test.h"

using homesync::Identity;
using homesync::IdentityStatus;
using homesync::Text;
using homesync::protocol::Topic;

TEST("an identifier is 1 to 64 letters, digits, _ and -") {
  CHECK(homesync::is_identifier("Home_1-b"));
  const Text bad[] = {"", "a/b", "a+", "#", "a b", "\xc3\xa9", Text("a\0b", 3)};
  for (const Text& text : bad) CHECK(!homesync::is_identifier(text));
  char text[65];
  memset(text, 'x', sizeof text);
  CHECK(homesync::is_identifier(Text(text, 64)));
  CHECK(!homesync::is_identifier(Text(text, 65)));
}

TEST("an identity says which of its fields is wrong") {
  const Identity good = homesync::test::Bench().identity;
  CHECK_EQ(validate(good), IdentityStatus::kOk);
  Identity identity = good;
  identity.home_id = "a/b";
  CHECK_EQ(validate(identity), IdentityStatus::kBadHomeId);
  CHECK_EQ(field_of(IdentityStatus::kBadHomeId), Text("home_id"));
  identity = good;
  identity.node_id = "";
  CHECK_EQ(validate(identity), IdentityStatus::kBadNodeId);
  identity = good;
  identity.firmware_version = "1.2";
  CHECK_EQ(validate(identity), IdentityStatus::kBadFirmwareVersion);
  identity = good;
  identity.target = "NodeMCU";
  CHECK_EQ(validate(identity), IdentityStatus::kBadTarget);
  identity = good;
  identity.build = "\n";
  CHECK_EQ(validate(identity), IdentityStatus::kBadBuild);
  identity = good;
  identity.chip = "a chip with a name that is much too long";
  CHECK_EQ(validate(identity), IdentityStatus::kBadChip);
  identity = good;
  identity.build = "";
  identity.chip = "";
  CHECK_EQ(validate(identity), IdentityStatus::kOk);
}

TEST("a node with an identity that is not valid does not start") {
  homesync::test::Bench bench;
  bench.identity.node_id = "node/1";
  homesync::Node node(bench.ports(), bench.identity, bench.settings);
  CHECK_EQ(node.start(), IdentityStatus::kBadNodeId);
  CHECK_EQ(bench.mqtt.connects, 0U);
  CHECK_EQ(node.poll(), homesync::kNoWake);
  CHECK(!node.shutdown(homesync::protocol::OnlineReason::kShutdown));
}

TEST("a node knows its own four command topics and no others") {
  const Identity identity = homesync::test::Bench().identity;
  Topic topic = Topic::kStatusOnline;
  CHECK(parse_command_topic(identity, "homesync/abc123/nodes/node-001/command/relay", topic));
  CHECK_EQ(topic, Topic::kCommandRelay);
  CHECK(parse_command_topic(identity, "homesync/abc123/nodes/node-001/command/led", topic));
  CHECK_EQ(topic, Topic::kCommandLed);
  CHECK(parse_command_topic(identity, "homesync/abc123/nodes/node-001/command/config", topic));
  CHECK_EQ(topic, Topic::kCommandConfig);
  CHECK(parse_command_topic(identity, "homesync/abc123/nodes/node-001/command/ota", topic));
  CHECK_EQ(topic, Topic::kCommandOta);
  const Text foreign[] = {
      "",
      "homesync/abc123/nodes/node-001/",
      "homesync/abc123/nodes/node-001/command",
      "homesync/abc123/nodes/node-001/command/rela",
      "homesync/abc123/nodes/node-001/command/relay/",
      "homesync/abc123/nodes/node-001/command/reboot",
      "homesync/abc123/nodes/node-001/status/relay",
      "homesync/abc123/nodes/node-002/command/relay",
      "homesync/other/nodes/node-001/command/relay",
  };
  for (const Text& path : foreign) CHECK(!parse_command_topic(identity, path, topic));
  CHECK_EQ(topic, Topic::kCommandOta);
}
