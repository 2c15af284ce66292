#include "homesync/network.h"

#include "provisioning_bench.h"
#include "test.h"

using homesync::Millis;
using homesync::Network;
using homesync::NetworkState;
using homesync::test::NetworkBench;

TEST("network: without an account the portal is open for good, and nothing is joined") {
  NetworkBench bench(false);
  CHECK_EQ(bench.network.state(), NetworkState::kIdle);
  CHECK_EQ(bench.network.poll(), homesync::kNoWake);
  bench.network.request();
  CHECK_EQ(bench.network.state(), NetworkState::kIdle);
  bench.network.start();
  CHECK_EQ(bench.network.state(), NetworkState::kPortal);
  CHECK(bench.network.is_active());
  CHECK(bench.wifi.is_portal_open());
  CHECK_EQ(bench.network.poll(), homesync::kNoWake);
  bench.pass(2 * Network::kPortalLongest);
  bench.network.request();
  CHECK(bench.wifi.is_portal_open());
  CHECK_EQ(bench.wifi.joins(), 0);
}

TEST("network: the first one is joined") {
  NetworkBench bench;
  bench.wifi.set_network("Home", "12345678");
  bench.network.start();
  CHECK_EQ(bench.network.state(), NetworkState::kJoining);
  CHECK(!bench.network.is_joined());
  CHECK_EQ(bench.network.poll(), Network::kLook);
  CHECK_EQ(bench.network.state(), NetworkState::kJoined);
  CHECK(bench.network.is_joined());
  CHECK(!bench.network.is_active());
  bench.pass(Network::kPortalAfter);
  CHECK_EQ(bench.wifi.joins(), 1);
}

TEST("network: one that is not joined in time is given up for the next, in turn") {
  NetworkBench bench;
  bench.network.start();
  CHECK_EQ(bench.wifi.wanted(), "Home");
  bench.pass(Network::kJoinTimeout - Network::kLook);
  CHECK_EQ(bench.wifi.wanted(), "Home");
  bench.pass(Network::kLook);
  CHECK_EQ(bench.wifi.wanted(), "Barn");
  bench.pass(Network::kJoinTimeout);
  CHECK_EQ(bench.wifi.wanted(), "Home");
  bench.wifi.set_network("Barn", "");
  bench.pass(Network::kJoinTimeout + Network::kLook);
  CHECK(bench.network.is_joined());
  CHECK_EQ(bench.wifi.wanted(), "Barn");
}

TEST("network: a wrong password joins nothing") {
  NetworkBench bench;
  bench.wifi.set_network("Home", "other password");
  bench.network.start();
  bench.pass(Network::kJoinTimeout - Network::kLook);
  CHECK_EQ(bench.network.state(), NetworkState::kJoining);
}

TEST("network: one that is lost is tried again before the others") {
  NetworkBench bench;
  bench.wifi.set_network("Barn", "");
  bench.network.start();
  bench.pass(Network::kJoinTimeout + Network::kLook);
  REQUIRE(bench.network.is_joined());
  bench.wifi.set_network("", "");
  bench.pass(Network::kLook);
  CHECK_EQ(bench.network.state(), NetworkState::kJoining);
  CHECK_EQ(bench.wifi.wanted(), "Barn");
  bench.wifi.set_network("Barn", "");
  bench.pass(Network::kLook);
  CHECK(bench.network.is_joined());
}

TEST("network: when none is joined for long the portal opens, and closes again by itself") {
  NetworkBench bench;
  bench.network.start();
  bench.pass(Network::kPortalAfter - Network::kLook);
  CHECK_EQ(bench.network.state(), NetworkState::kJoining);
  bench.pass(Network::kLook);
  CHECK_EQ(bench.network.state(), NetworkState::kPortal);
  CHECK(bench.wifi.is_portal_open());
  CHECK_EQ(bench.wifi.wanted(), "");
  bench.pass(Network::kPortalOpen - Network::kLook);
  CHECK(bench.wifi.is_portal_open());
  bench.pass(Network::kLook);
  CHECK(!bench.wifi.is_portal_open());
  CHECK_EQ(bench.network.state(), NetworkState::kJoining);
  CHECK_EQ(bench.wifi.wanted(), "Home");
  bench.pass(Network::kPortalAfter);
  CHECK(bench.wifi.is_portal_open());
}

TEST("network: time without a network counts from the loss") {
  NetworkBench bench;
  bench.wifi.set_network("Home", "12345678");
  bench.network.start();
  bench.pass(2 * Network::kPortalAfter);
  bench.wifi.set_network("", "");
  bench.pass(Network::kPortalAfter);
  CHECK_EQ(bench.network.state(), NetworkState::kJoining);
  bench.pass(Network::kJoinTimeout);
  CHECK_EQ(bench.network.state(), NetworkState::kPortal);
}

TEST("network: a guest keeps the portal open, but not for ever") {
  NetworkBench bench;
  bench.network.start();
  bench.network.request();
  bench.wifi.set_guest(true);
  bench.pass(2 * Network::kPortalOpen);
  CHECK(bench.wifi.is_portal_open());
  bench.wifi.set_guest(false);
  bench.pass(Network::kPortalOpen - Network::kLook);
  CHECK(bench.wifi.is_portal_open());
  bench.pass(Network::kLook);
  CHECK(!bench.wifi.is_portal_open());
  bench.network.request();
  bench.wifi.set_guest(true);
  bench.pass(Network::kPortalLongest - Network::kLook);
  CHECK(bench.wifi.is_portal_open());
  bench.pass(Network::kLook);
  CHECK(!bench.wifi.is_portal_open());
}

TEST(
    "network: a long press opens the portal from any state, and closes it where there is an "
    "account") {
  NetworkBench bench;
  bench.network.start();
  bench.network.request();
  CHECK_EQ(bench.network.state(), NetworkState::kPortal);
  bench.network.request();
  CHECK_EQ(bench.network.state(), NetworkState::kJoining);
  bench.wifi.set_network("Home", "12345678");
  bench.pass(Network::kLook);
  REQUIRE(bench.network.is_joined());
  bench.network.request();
  CHECK_EQ(bench.network.state(), NetworkState::kPortal);
  CHECK(!bench.wifi.is_joined());
  bench.network.request();
  CHECK(!bench.wifi.is_portal_open());
  bench.pass(Network::kLook);
  CHECK(bench.network.is_joined());
}

TEST("network: spans survive the wrap of the clock") {
  NetworkBench bench;
  bench.clock.advance(UINT32_MAX - Network::kJoinTimeout / 2);
  bench.network.start();
  bench.pass(Network::kJoinTimeout - Network::kLook);
  CHECK_EQ(bench.wifi.wanted(), "Home");
  bench.pass(Network::kLook);
  CHECK_EQ(bench.wifi.wanted(), "Barn");
}
