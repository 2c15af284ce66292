import type { BrokerAccess } from "@homesync/broker/reach";
import { buildTopic, type TopicKey } from "@homesync/protocol";
import { publishAll } from "../faults/application.ts";
import type { Fleet, FleetNode } from "../fleet/fleet.ts";
import type { Clock } from "../scheduler/clock.ts";
import { type ConsoleCommand, consoleHelp, parseConsoleLine } from "./command.ts";
import { EventText } from "./event-text.ts";

export interface NodeConsoleOptions {
  /** A fleet of one node. */
  readonly fleet: Fleet;
  /** To send commands as an app does. */
  readonly access: BrokerAccess;
  readonly clock: Clock;
  readonly coloured: boolean;
  write(text: string): void;
}

/** One node to poke: shows what happens at it, and does to it what its user types. */
export class NodeConsole {
  readonly #options: NodeConsoleOptions;
  readonly #node: FleetNode;
  readonly #stop: () => void;
  #requests = 0;

  constructor(options: NodeConsoleOptions) {
    this.#options = options;
    const { fleet, coloured, write } = options;
    this.#node = fleet.nodes[0] as FleetNode;
    const text = new EventText(this.#node.homeId, this.#node.nodeId, coloured);
    this.#stop = fleet.observe(0, (event) => write(text.line(this.#time(), event)));
  }

  close(): void {
    this.#stop();
  }

  /** Does what a line asks for. False when the user is done. */
  async obey(line: string): Promise<boolean> {
    const command = parseConsoleLine(line);
    if (command === undefined) return true;
    if (typeof command === "string") {
      this.#options.write(`${command}\n`);
      return true;
    }
    if (command.kind === "quit") return false;
    await this.#do(command);
    return true;
  }

  async #do(command: Exclude<ConsoleCommand, { kind: "quit" }>): Promise<void> {
    const { fleet, write } = this.#options;
    switch (command.kind) {
      case "act":
        for (const action of command.actions) fleet.act("all", action);
        break;
      case "press":
        fleet.act("all", { kind: "button", pressed: true });
        await this.#wait(command.holdMs);
        fleet.act("all", { kind: "button", pressed: false });
        break;
      case "send":
        await this.#send(command.name, command.fields);
        break;
      case "wait":
        await this.#wait(command.ms);
        break;
      case "status":
        write(`${await this.#status()}\n`);
        break;
      case "help":
        write(consoleHelp());
        break;
    }
  }

  async #send(name: string, fields: object): Promise<void> {
    const { homeId, nodeId } = this.#node;
    const topic = buildTopic({ homeId, nodeId, key: `command/${name}` as TopicKey });
    if (!topic.ok) throw new RangeError(topic.error.message);
    const payload = JSON.stringify({
      request_id: `console-${++this.#requests}`,
      timestamp: new Date(this.#options.clock.utcMs()).toISOString(),
      ...fields,
    });
    await publishAll(this.#options.access, [{ topic: topic.value, payload: Buffer.from(payload) }]).catch(
      (error: Error) => this.#options.write(`the command could not be sent: ${error.message}\n`),
    );
  }

  async #status(): Promise<string> {
    const state = await this.#options.fleet.inspect(0);
    return [
      state.isRunning ? "running" : "without power",
      state.isConnected ? "connected" : "not connected",
      `relay ${state.relayIsOn ? "on" : "off"}`,
      `LED ${state.ledIsOn ? "on" : "off"}`,
      `${(state.energyWh / 1000).toFixed(3)} kWh`,
      `client id ${this.#node.clientId}`,
    ].join(", ");
  }

  #time(): string {
    return new Date(this.#options.clock.utcMs()).toISOString().slice(11, 23);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#options.clock.timer(ms, resolve));
  }
}
