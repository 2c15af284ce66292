import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a fleet tells when it has ended. */
export interface FleetEnd {
  readonly endedInOrder: number;
  /** Statuses and responses that no connection took. */
  readonly dropped: number;
  /** Sessions that ended unasked. */
  readonly lost: number;
  readonly readings: number;
  readonly lagP99Ms: number;
  readonly lagMaxMs: number;
}

type FleetMessage =
  | { readonly kind: "sent"; readonly topic: string; readonly payload: string }
  | { readonly kind: "resident"; readonly bytes: number }
  | ({ readonly kind: "ended" } & FleetEnd);

export interface FleetListener {
  sent(topic: string, payload: string): void;
  /** Memory of the process in use, as the system sees it. */
  resident(bytes: number): void;
}

/** A fleet in a process of its own, from the package as it is shipped. */
export class FleetProcess {
  readonly ended: Promise<FleetEnd>;
  readonly #stop: () => void;
  readonly kill: () => void;

  constructor(args: readonly (string | number)[], listener: FleetListener) {
    const file = fileURLToPath(new URL("../clients/soak-fleet.mjs", import.meta.url));
    // Without the options of this process, which are for TypeScript.
    const child = spawn(process.execPath, [file, ...args.map(String)], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#stop = () => void child.send("stop");
    this.kill = () => void child.kill("SIGKILL");
    this.ended = new Promise((resolve, reject) => {
      child.on("message", (message: FleetMessage) => {
        if (message.kind === "sent") listener.sent(message.topic, message.payload);
        else if (message.kind === "resident") listener.resident(message.bytes);
        else resolve(message);
      });
      child.once("error", reject);
      child.once("exit", (status, signal) => {
        reject(new Error(`the fleet of the soak ended early, with ${signal ?? status}`));
      });
    });
    // Whoever waits for it hears of it; one that dies while nobody waits must not end this process unsaid.
    this.ended.catch(() => undefined);
  }

  /** @throws Error when it takes longer than this */
  async stop(limitMs: number): Promise<FleetEnd> {
    const timer = setTimeout(this.kill, limitMs);
    this.#stop();
    try {
      return await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }
}
