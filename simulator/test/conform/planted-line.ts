import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { generate, type IConnectPacket, type IPublishPacket, type Packet, parser } from "mqtt-packet";

/**
 * One way in which a node departs from the protocol: what becomes of the packets of a virtual node that does not. A
 * packet that is answered with nothing is lost; of a PUBLISH of QoS 1 the sender does not notice.
 */
export interface Deviation {
  readonly connect?: (packet: IConnectPacket) => IConnectPacket;
  readonly publish?: (packet: IPublishPacket) => readonly IPublishPacket[];
  readonly command?: (packet: IPublishPacket) => IPublishPacket;
}

/** A line to a broker at which a node that conforms becomes one that does not. */
export interface PlantedLine {
  readonly port: number;
  close(): void;
}

export async function plantedLine(brokerPort: number, deviation: Deviation): Promise<PlantedLine> {
  const sockets = new Set<Socket>();
  const server = createServer((node) => {
    const broker = connect(brokerPort, "127.0.0.1");
    for (const [socket, other] of [
      [node, broker],
      [broker, node],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      // What was sent before the end, such as DISCONNECT, arrives before it.
      socket.on("close", () => other.end());
    }
    const send = (to: Socket, packet: Packet): void => void (to.destroyed || to.write(generate(packet)));

    const fromNode = parser({ protocolVersion: 4 });
    fromNode.on("packet", (packet) => {
      if (packet.cmd === "connect") send(broker, deviation.connect?.(packet) ?? packet);
      else if (packet.cmd !== "publish" || deviation.publish === undefined) send(broker, packet);
      else {
        const passed = deviation.publish(packet);
        for (const one of passed) send(broker, one);
        const { messageId } = packet;
        const isKept = passed.some(({ qos }) => qos === packet.qos);
        if (packet.qos === 1 && messageId !== undefined && !isKept) send(node, { cmd: "puback", messageId });
      }
    });
    node.on("data", (bytes) => fromNode.parse(bytes));

    const fromBroker = parser({ protocolVersion: 4 });
    fromBroker.on("packet", (packet) => {
      send(node, packet.cmd === "publish" ? (deviation.command?.(packet) ?? packet) : packet);
    });
    broker.on("data", (bytes) => fromBroker.parse(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
