import { ConnectRate } from "./connect-rate.ts";
import type { Plan } from "./plan.ts";
import { Sessions } from "./sessions.ts";

/** CONNACK return codes (MQTT 3.1.1, table 3.1). */
const SERVER_UNAVAILABLE = 3;
const NOT_AUTHORISED = 5;

/** A connect is not admitted: the return code of its CONNACK, and why, for the log. */
export interface Refusal {
  readonly returnCode: number;
  readonly reason: string;
}

/** One client that asks to be admitted. */
export interface Candidate {
  readonly clientId: string;
  readonly cleanSession: boolean;
  /** Its connection. */
  readonly owner: object;
}

/** Admits clients within the limits of a plan, and counts. */
export class Gate {
  readonly #sessions = new Sessions();
  readonly #rate = new ConnectRate();
  readonly #nowMs: () => number;
  #refused = 0;
  /** Undefined: no limits. */
  plan: Plan | undefined;
  /** The return code that every connect gets; undefined admits. */
  refuses: number | undefined;

  constructor(plan: Plan | undefined, nowMs: () => number) {
    this.plan = plan;
    this.#nowMs = nowMs;
  }

  /** Sessions that count against the plan. */
  get sessions(): number {
    return this.#sessions.count;
  }

  /** Connects that were turned away so far. */
  get refused(): number {
    return this.#refused;
  }

  admit({ clientId, cleanSession, owner }: Candidate): Refusal | undefined {
    const refusal = this.#judge(clientId);
    if (refusal === undefined) this.#sessions.begin(clientId, !cleanSession, owner);
    else this.#refused++;
    return refusal;
  }

  left(clientId: string, owner: object): void {
    this.#sessions.end(clientId, owner);
  }

  #judge(clientId: string): Refusal | undefined {
    if (this.refuses !== undefined) {
      return { returnCode: this.refuses, reason: "the broker refuses every connect now" };
    }
    if (this.plan === undefined) return undefined;
    const { maxSessions, maxConnectsPerS = Number.POSITIVE_INFINITY } = this.plan;
    // Not stated by HiveMQ for 3.1.1; "unavailable" tells a client to come again, which is what it should do.
    if (!this.#rate.take(this.#nowMs(), maxConnectsPerS)) {
      return { returnCode: SERVER_UNAVAILABLE, reason: `more than ${maxConnectsPerS} connects a second` };
    }
    // HiveMQ's support page "What happens when the limit of connections is reached": NOT_AUTHORIZED for an MQTT 3 client.
    if (this.#sessions.count >= maxSessions && !this.#sessions.has(clientId)) {
      return { returnCode: NOT_AUTHORISED, reason: `the plan's ${maxSessions} sessions are in use` };
    }
    return undefined;
  }
}
