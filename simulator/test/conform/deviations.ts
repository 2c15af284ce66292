import type { IPublishPacket } from "mqtt-packet";
import type { Deviation } from "./planted-line.ts";

type Json = Record<string, unknown>;

const on = (packet: IPublishPacket, suffix: string): boolean => packet.topic.endsWith(suffix);
/** Empty for what is no JSON, such as the message that removes a retained one. */
function json(packet: IPublishPacket): Json {
  try {
    return JSON.parse(packet.payload.toString()) ?? {};
  } catch {
    return {};
  }
}
const saying = (packet: IPublishPacket, payload: Json): IPublishPacket => ({
  ...packet,
  payload: JSON.stringify(payload),
});

/** What a node may get wrong, the check that must say so, and how it is played. */
export interface Planted {
  readonly fault: string;
  readonly check: string;
  /** A new one for each node: some remember. */
  readonly play: () => Deviation;
}

export const PLANTED: readonly Planted[] = [
  {
    fault: "its relay status is not retained",
    check: "retained",
    play: () => ({
      publish: (packet) => [on(packet, "/status/relay") ? { ...packet, retain: false } : packet],
    }),
  },
  {
    fault: "its responses are retained",
    check: "retained",
    play: () => ({
      publish: (packet) => [on(packet, "/response/command") ? { ...packet, retain: true } : packet],
    }),
  },
  {
    fault: "it publishes a status at QoS 0",
    check: "qos",
    play: () => ({
      publish: (packet) => [on(packet, "/status/relay") ? { ...packet, qos: 0 } : packet],
    }),
  },
  {
    fault: "its will has a space in it",
    check: "will",
    play: () => ({
      connect: (packet) => ({
        ...packet,
        ...(packet.will === undefined
          ? {}
          : {
              will: {
                ...packet.will,
                payload: Buffer.from('{"online":false, "reason":"unexpected_disconnect"}'),
              },
            }),
      }),
    }),
  },
  {
    fault: "its will is not retained",
    check: "will",
    play: () => ({
      connect: (packet) => ({
        ...packet,
        ...(packet.will === undefined ? {} : { will: { ...packet.will, retain: false } }),
      }),
    }),
  },
  {
    fault: "it obeys retained commands",
    check: "retained-command",
    play: () => ({ command: (packet) => ({ ...packet, retain: false }) }),
  },
  {
    fault: "it acts on a repeated request_id again",
    check: "duplicate",
    play: () => {
      // The node sees a new request each time; its answer is given the old name.
      const times = new Map<string, number>();
      const strip = (id: unknown): string => String(id).replace(/:\d+$/, "");
      return {
        command: (packet) => {
          if (!on(packet, "/command/relay")) return packet;
          const payload = json(packet);
          const id = String(payload["request_id"]);
          // What is no command stays none.
          if (!id.startsWith("conform-")) return packet;
          times.set(id, (times.get(id) ?? 0) + 1);
          return saying(packet, { ...payload, request_id: `${id}:${times.get(id)}` });
        },
        publish: (packet) => {
          if (!on(packet, "/response/command")) return [packet];
          const payload = json(packet);
          return [
            payload["request_id"] === undefined
              ? packet
              : saying(packet, { ...payload, request_id: strip(payload["request_id"]) }),
          ];
        },
      };
    },
  },
  {
    fault: "it answers everything twice",
    check: "duplicate",
    play: () => ({
      publish: (packet) =>
        on(packet, "/response/command") ? [packet, { ...packet, qos: 0 as const }] : [packet],
    }),
  },
  {
    fault: "it obeys commands of yesterday",
    check: "stale",
    play: () => ({
      command: (packet) => {
        const payload = json(packet);
        if (typeof payload["timestamp"] !== "string" || !payload["timestamp"].startsWith("20")) return packet;
        return saying(packet, { ...payload, timestamp: new Date().toISOString() });
      },
    }),
  },
  {
    fault: "it says nothing when it comes back",
    check: "reconnect",
    play: () => {
      let births = 0;
      return {
        publish: (packet) =>
          on(packet, "/status/online") && json(packet)["online"] === true && births++ > 0 ? [] : [packet],
      };
    },
  },
  {
    fault: "it goes off without a word",
    check: "planned-absence",
    play: () => ({
      publish: (packet) => (on(packet, "/status/online") && json(packet)["online"] === false ? [] : [packet]),
    }),
  },
  {
    fault: "it measures power in kW",
    check: "payloads",
    play: () => ({
      publish: (packet) => [
        on(packet, "/telemetry/power") ? saying(packet, { ...json(packet), unit: "kW" }) : packet,
      ],
    }),
  },
  {
    fault: "it does not answer the LED commands",
    check: "led",
    play: () => {
      const leds = new Set<unknown>();
      return {
        command: (packet) => {
          if (on(packet, "/command/led") && packet.payload.length > 0) leds.add(json(packet)["request_id"]);
          return packet;
        },
        publish: (packet) =>
          on(packet, "/response/command") && leds.has(json(packet)["request_id"]) ? [] : [packet],
      };
    },
  },
  {
    fault: "it accepts whatever it is told",
    check: "bad-commands",
    play: () => ({
      publish: (packet) => {
        if (!on(packet, "/response/command")) return [packet];
        const { error, message, ...rest } = json(packet);
        return [
          error === undefined || message === undefined
            ? packet
            : saying(packet, { ...rest, status: "success", result: "on" }),
        ];
      },
    }),
  },
  {
    fault: "it starts an update that somebody else has signed",
    check: "update-refusal",
    play: () => ({
      publish: (packet) => {
        if (!on(packet, "/response/ota")) return [packet];
        const { error, message, ...rest } = json(packet);
        return [saying(packet, { ...rest, status: "in_progress", progress: 0 })];
      },
    }),
  },
  {
    fault: "it never tells its signal strength",
    check: "sign-of-life",
    play: () => ({ publish: (packet) => (on(packet, "/status/rssi") ? [] : [packet]) }),
  },
];
