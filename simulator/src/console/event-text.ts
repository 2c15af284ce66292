import type { NodeEvent } from "../node/node-event.ts";

/** ANSI colours (ECMA-48, 8.3.117). */
const COLOURS = { grey: 90, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;

type Colour = keyof typeof COLOURS;

/** Writes events of a node as lines. */
export class EventText {
  readonly #coloured: boolean;
  /** Length of `homesync/{home_id}/nodes/{node_id}/`. */
  readonly #prefix: number;

  constructor(homeId: string, nodeId: string, coloured: boolean) {
    this.#coloured = coloured;
    this.#prefix = `homesync/${homeId}/nodes/${nodeId}/`.length;
  }

  /** @param time of day, for people */
  line(time: string, event: NodeEvent): string {
    return `${this.#paint(time, "grey")} ${this.#text(event)}\n`;
  }

  #text(event: NodeEvent): string {
    switch (event.kind) {
      case "connected":
        return this.#paint(
          `connected${event.sessionPresent ? ", the broker knew its session" : ""}`,
          "green",
        );
      case "disconnected":
        return this.#paint(
          `disconnected${event.failure === undefined ? "" : `: ${event.failure.detail}`}`,
          "red",
        );
      case "published":
        return this.#message(event.accepted ? "->" : "-x", "cyan", event);
      case "received":
        return this.#message("<-", "yellow", event);
      case "relay":
        return this.#paint(`relay ${event.on ? "on" : "off"}`, "blue");
      case "logged":
        return this.#paint(`${event.level}: ${event.line}`, event.level === "error" ? "red" : "grey");
      case "ended":
        return this.#paint(event.restart ? "restarts" : "ended", "green");
    }
  }

  #message(
    arrow: string,
    colour: Colour,
    { topic, payload, qos, retain }: Extract<NodeEvent, { kind: "published" | "received" }>,
  ): string {
    const flags = `q${qos}${retain ? " retained" : ""}`;
    const text = printable(Buffer.from(payload).toString());
    return `${this.#paint(arrow, colour)} ${this.#paint(topic.slice(this.#prefix), colour)} ${this.#paint(flags, "grey")} ${text}`;
  }

  #paint(text: string, colour: Colour): string {
    return this.#coloured ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
  }
}

/** What others sent may hold what would move the cursor. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
