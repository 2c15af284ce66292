import { SoakApp } from "./app.ts";
import { FleetProcess } from "./fleet-process.ts";
import { Ledger } from "./ledger.ts";
import { Schedule } from "./schedule.ts";
import { growthPercent } from "./statistics.ts";

/** What goes wrong on purpose, to see that the soak finds it. */
export const PLANTS = ["leak", "drift", "status", "response"] as const;
export type Plant = (typeof PLANTS)[number];

export interface SoakOptions {
  readonly nodes: number;
  readonly seconds: number;
  readonly plants?: readonly Plant[];
}

/** What a soak found. */
export interface SoakResult {
  readonly growthPercent: number;
  readonly lostStatuses: number;
  readonly lostResponses: number;
  /** Messages that arrived and that no node had sent, or more often than it had. */
  readonly surplus: number;
  readonly refused: number;
  readonly lostSessions: number;
  readonly driftMs: number;
  readonly missedReadings: number;
  readonly notEnded: number;
}

const SAMPLE_PERIOD_MS = 1000;
const INTERVAL_S = 5;
/**
 * Part of the time before memory counts, and the most of it. V8 hands the heap of the start back some 15 s after it, so a
 * soak of less than a minute tells little of memory.
 */
const WARM_UP_SHARE = 0.5;
const MOST_WARM_UP_MS = 120_000;
const BIRTH_LIMIT_MS = 120_000;
const SETTLE_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 60_000;
const LOOK_MS = 100;
const PROGRESS_MS = 60_000;
const MEGABYTE = 2 ** 20;

/**
 * Nodes that live in real time, and an app beside them: every status and response that a node handed to its connection is
 * held against what arrived, every command against its answer, every sample against the time it was due, and the memory of
 * the fleet's process against itself.
 */
export async function soak(
  url: string,
  { nodes, seconds, plants = [] }: SoakOptions,
  say: (line: string) => void,
): Promise<SoakResult> {
  const ledgers = { status: new Ledger(), response: new Ledger() };
  const ledgerOf = (topic: string): Ledger => ledgers[topic.includes("/status/") ? "status" : "response"];
  const schedule = new Schedule(SAMPLE_PERIOD_MS, INTERVAL_S * 1000);
  const resident: number[] = [];
  let isWarm = false;
  const app = await SoakApp.open(url, {
    arrived: (topic, payload) => ledgerOf(topic).arrived(`${topic} ${payload}`),
    schedule,
    deafTo: plants,
  });
  const fleet = new FleetProcess([url, nodes, INTERVAL_S, ...plants], {
    sent: (topic, payload) => ledgerOf(topic).sent(`${topic} ${payload}`),
    resident: (bytes) => {
      if (isWarm) resident.push(bytes);
    },
  });
  /** Waits until it holds, or the time is over, or the fleet has died. */
  const until = async (holds: () => boolean, limitMs: number): Promise<boolean> => {
    const endMs = performance.now() + limitMs;
    while (!holds() && performance.now() < endMs) await Promise.race([wait(LOOK_MS), fleet.ended]);
    return holds();
  };
  try {
    if (!(await until(() => app.born >= nodes, BIRTH_LIMIT_MS))) {
      throw new Error(`${app.born} of ${nodes} nodes announced themselves within ${BIRTH_LIMIT_MS / 1000} s`);
    }
    const startMs = performance.now();
    app.begin();
    let saidMs = 0;
    await until(() => {
      const elapsedMs = performance.now() - startMs;
      isWarm = elapsedMs >= Math.min(seconds * 1000 * WARM_UP_SHARE, MOST_WARM_UP_MS);
      if (elapsedMs - saidMs >= PROGRESS_MS) {
        saidMs = elapsedMs;
        say(
          `${Math.round(elapsedMs / 1000)} s: RSS ${isWarm ? `${megabytes(resident.at(-1))} MB` : "not looked at yet"}, ${app.commands} commands, ` +
            `${app.unanswered} unanswered, ${app.statuses} statuses, drift ${schedule.driftMs.toFixed(1)} ms`,
        );
      }
      return false;
    }, seconds * 1000);
    app.pause();
    await until(() => app.unanswered === 0, SETTLE_LIMIT_MS);
    const end = await fleet.stop(STOP_LIMIT_MS);
    // The last statuses are still on their way.
    const endMs = performance.now() + SETTLE_LIMIT_MS;
    while (!Object.values(ledgers).every(({ isEven }) => isEven) && performance.now() < endMs)
      await wait(LOOK_MS);
    say(
      `${nodes} nodes, ${seconds} s: ${app.commands} commands, ${app.statuses} statuses, ${app.readings} of ` +
        `${end.readings} readings, RSS ${megabytes(resident[0])} MB at first, ${megabytes(resident.at(-1))} MB at last, ` +
        `at most ${megabytes(Math.max(...resident))} MB; wake-ups late by ${end.lagP99Ms.toFixed(1)} ms (p99), ` +
        `${end.lagMaxMs.toFixed(0)} ms (max)`,
    );
    return {
      growthPercent: growthPercent(resident),
      lostStatuses: ledgers.status.missing,
      lostResponses: Math.max(ledgers.response.missing, app.unanswered),
      surplus: ledgers.status.surplus + ledgers.response.surplus,
      refused: app.refused,
      lostSessions: end.lost,
      driftMs: schedule.nodes < nodes ? Number.NaN : schedule.driftMs,
      missedReadings: schedule.missed,
      notEnded: nodes - end.endedInOrder,
    };
  } finally {
    fleet.kill();
    await app.close();
  }
}

const wait = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
const megabytes = (bytes = Number.NaN): string => (bytes / MEGABYTE).toFixed(1);
