import { startBroker } from "@homesync/broker";
import { Mosquitto, SERVERS_EXPECTED } from "@homesync/broker/testing";
import type { BrokerKind } from "./broker-kind.ts";

const EMBEDDED: BrokerKind = {
  name: "the embedded broker",
  start: (port = 0) => startBroker({ port }),
};

const MOSQUITTO: BrokerKind = {
  name: "mosquitto",
  start: (port) => Mosquitto.start(port === undefined ? {} : { port }),
};

/** The kinds that this machine can run. A missing mosquitto fails the tests unless the environment says that it is missing. */
export const BROKER_KINDS: readonly BrokerKind[] = SERVERS_EXPECTED ? [EMBEDDED, MOSQUITTO] : [EMBEDDED];

if (!SERVERS_EXPECTED) {
  process.stdout.write("HOMESYNC_NO_SERVERS=1: the simulator is not tested against mosquitto\n");
}
