import type { BrokerAccess } from "@homesync/broker/reach";
import { makeUpdateKeys, writeKey } from "@homesync/protocol/signing";
import type { Fleet, FleetNode } from "../fleet/fleet.ts";
import { startFleet } from "../fleet/start-fleet.ts";
import type { Hands } from "./hands.ts";

/** A node that is told to go off waits so long for the broker, and more. */
const SHUT_DOWN_LIMIT_MS = 20_000;

/** A virtual node to be checked, and somebody who can do anything to it. */
export class VirtualSubject implements Hands {
  readonly fleet: Fleet;

  private constructor(fleet: Fleet) {
    this.fleet = fleet;
  }

  /** The node is not on yet: `restorePower` switches it on, so that its first words are heard. */
  static async start(broker: BrokerAccess, homePrefix: string): Promise<VirtualSubject> {
    // It must have a key to refuse what is signed with another.
    const { publicKey } = makeUpdateKeys();
    return new VirtualSubject(
      await startFleet({
        broker,
        nodes: 1,
        initialNodes: 0,
        homePrefix,
        intervalS: 1,
        updates: { publicKey: writeKey(publicKey) },
      }),
    );
  }

  get node(): FleetNode {
    return this.fleet.nodes[0] as FleetNode;
  }

  async cutPower(): Promise<void> {
    this.fleet.act("all", { kind: "power_cut" });
  }

  async restorePower(): Promise<void> {
    this.fleet.act("all", { kind: "power_on" });
  }

  async breakConnection(): Promise<void> {
    this.fleet.act("all", { kind: "abort_connection" });
  }

  /** Resolves when it is off: switched on before, it would stay off. */
  shutDown(): Promise<void> {
    return new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(late);
        stop();
        resolve();
      };
      const late = setTimeout(over, SHUT_DOWN_LIMIT_MS);
      const stop = this.fleet.observe(0, ({ kind }) => {
        if (kind === "ended") over();
      });
      this.fleet.act("all", { kind: "shutdown" });
    });
  }

  clientId(): string {
    return this.node.clientId;
  }
}
