import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import type { BrokerAccess } from "@homesync/broker/reach";
import { createWebSocketStream, WebSocket } from "ws";

/** Subprotocol of MQTT [MQTT-6.0.0-3]. */
const SUBPROTOCOL = "mqtt";
/** Largest message taken from a broker, bytes: it may put several frames into one [MQTT-6.0.0-2]. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Opens a WebSocket to the broker as a stream of bytes (MQTT 3.1.1, 6; REQ-001, "WebSocket fallback"). */
export function webSocketStream({ address, ca, clientCertificate }: BrokerAccess): Duplex {
  const { tls, host, port, path } = address;
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const socket = new WebSocket(`${tls ? "wss" : "ws"}://${authority}${path}`, SUBPROTOCOL, {
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === undefined
      ? {}
      : { cert: clientCertificate.cert, key: clientCertificate.key.reveal() }),
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: MAX_MESSAGE_BYTES,
    skipUTF8Validation: true,
  });
  return createWebSocketStream(socket);
}
