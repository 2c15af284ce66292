import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Logger } from "pino";
import type { Clock } from "../time/clock.ts";
import type { Traffic } from "./traffic.ts";

/** What the broker's operator counts in one calendar month (UTC), as far as the bridge can tell. */
export interface Usage {
  /** `2026-11` */
  readonly month: string;
  /** Bytes on the bridge's own connection, both directions, with TLS, TCP and IP, which the operator may count too. */
  readonly ownBytes: number;
  /**
   * An estimate of what the broker counts in all, bytes: each message that reached the bridge came to the broker from a
   * node, and each command went on to one, so twice the bridge's own. Pings, connects and other subscribers come on top.
   * `homesync-sim plan` foretells the same.
   */
  readonly estimatedTotalBytes: number;
}

export interface UsageOptions {
  /** Where the month's count is kept over restarts. */
  readonly file: string;
  /** What the broker's plan allows a month, bytes; no warning when absent. */
  readonly allowanceBytes: number | undefined;
  readonly traffic: Traffic;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Set up alerts for 80% data usage (specification, "Monitoring"). */
const WARN_AT = [0.8, 1] as const;
/** How often the count is looked at and written, milliseconds. */
const PERIOD_MS = 60_000;

/** Meters the data that the bridge uses in a month, and warns before the plan's allowance is used up. */
export class UsageMeter {
  readonly #options: UsageOptions;
  #month: string;
  /** Of the month, before this process or the month's beginning in it. */
  #before: number;
  /** The traffic's reading when `#before` was taken. */
  #origin: number;
  #warned = 0;
  #cancel: () => void;

  constructor(options: UsageOptions) {
    this.#options = options;
    const kept = read(options.file);
    this.#month = monthOf(options.clock.now());
    this.#before = kept?.month === this.#month ? kept.ownBytes : 0;
    this.#origin = options.traffic.lineBytes;
    // A bridge that is started again says at once how it stands.
    this.#warn();
    this.#cancel = options.clock.after(PERIOD_MS, () => this.#look());
  }

  /** What the plan allows a month, bytes; undefined when that was not told. */
  get allowanceBytes(): number | undefined {
    return this.#options.allowanceBytes;
  }

  get usage(): Usage {
    const ownBytes = this.#before + this.#options.traffic.lineBytes - this.#origin;
    return { month: this.#month, ownBytes, estimatedTotalBytes: 2 * ownBytes };
  }

  close(): void {
    this.#cancel();
    this.#write();
  }

  #look(): void {
    const { clock, traffic } = this.#options;
    const month = monthOf(clock.now());
    if (month !== this.#month) {
      this.#month = month;
      this.#before = 0;
      this.#origin = traffic.lineBytes;
      this.#warned = 0;
    }
    this.#warn();
    this.#write();
    this.#cancel = clock.after(PERIOD_MS, () => this.#look());
  }

  #warn(): void {
    const { allowanceBytes, log } = this.#options;
    if (allowanceBytes === undefined) return;
    const { month, estimatedTotalBytes } = this.usage;
    const share = estimatedTotalBytes / allowanceBytes;
    const reached = WARN_AT.filter((mark) => share >= mark).length;
    if (reached <= this.#warned) return;
    this.#warned = reached;
    log.warn(
      { month, estimatedTotalBytes, allowanceBytes },
      `about ${Math.floor(share * 100)} % of the month's data allowance is used (an estimate): publish less often, or take a larger plan`,
    );
  }

  #write(): void {
    const { file, log } = this.#options;
    const { month, ownBytes } = this.usage;
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, `${JSON.stringify({ month, ownBytes })}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch (error) {
      log.warn(
        { code: (error as NodeJS.ErrnoException).code },
        "the month's data usage could not be written",
      );
    }
  }
}

const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** What was kept; undefined when there is nothing, or nothing that can be used: the count begins anew then. */
function read(file: string): { month: string; ownBytes: number } | undefined {
  try {
    const { month, ownBytes } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    if (typeof month !== "string" || typeof ownBytes !== "number" || !(ownBytes >= 0)) return undefined;
    return { month, ownBytes };
  } catch {
    return undefined;
  }
}
