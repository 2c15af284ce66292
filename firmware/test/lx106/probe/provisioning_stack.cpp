#include "homesync/vectors.h"
#include "provisioning_bench.h"
#include "stack_probe.h"
#include "test.h"

// What provisioning costs in stack: it runs beside the node, from the body's loop.

using homesync::Text;
using homesync::lx106::measure;

namespace {

homesync::test::NetworkBench& made() {
  static homesync::test::NetworkBench bench;
  return bench;
}

}  // namespace

TEST("stack: lines and forms that provision a node") {
  homesync::test::NetworkBench& bench = made();
  for (const homesync::vectors::ProvisioningVector& vector :
       homesync::vectors::kProvisioningVectors) {
    const Text line(reinterpret_cast<const char*>(vector.bytes), vector.size);
    measure({"provisioning: ", "line"}, [&bench, line] { bench.line(line); });
  }
  measure({"provisioning: ", "form"}, [&bench] {
    bench.form("wifi_ssid=My+Home&wifi_password=12345678&mqtt_host=b&home_id=h&node_id=n");
  });
  bench.clock.advance(homesync::Provisioner::kRestartDelay);
  measure({"provisioning: ", "restart"}, [&bench] { CHECK(bench.provisioner.take_restart()); });
}

TEST("stack: networks that are not found, and the portal") {
  homesync::test::NetworkBench& bench = made();
  measure({"network", ""}, [&bench] { bench.network.start(); });
  for (int i = 0; i < 4000; ++i) {
    bench.clock.advance(homesync::Network::kLook);
    measure({"network", ""}, [&bench] { bench.network.poll(); });
  }
  measure({"network", ""}, [&bench] { bench.network.request(); });
  CHECK(bench.wifi.joins() > 1);
}
