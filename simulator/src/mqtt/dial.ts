import { connect as connectTcp } from "node:net";
import type { BrokerAccess } from "@homesync/broker/reach";
import { localAddresses } from "./local-addresses.ts";
import { tlsDialer } from "./tls-dial.ts";
import type { Dial } from "./transport.ts";
import { webSocketDialer } from "./web-socket-dial.ts";

/**
 * The way to dial this broker, picked once a fleet. `mqtt` and `mqtts` are the board's; `ws` and `wss` are load transports.
 * @param addresses of this machine that connections leave from, in turn; none: the system's choice
 */
export function dialer(access: BrokerAccess, addresses: readonly string[] = []): Dial {
  const { scheme, host, port } = access.address;
  const from = localAddresses(addresses);
  switch (scheme) {
    case "mqtt":
      return ({ onread, to }) =>
        connectTcp({ host: to?.host ?? host, port: to?.port ?? port, noDelay: true, onread, ...from() });
    case "mqtts":
      return tlsDialer(access, from);
    case "ws":
    case "wss":
      return webSocketDialer(access, from);
  }
}
