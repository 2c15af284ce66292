import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { FrameVisitor } from "../../src/journal/frame-reader.ts";
import { Journal } from "../../src/journal/journal.ts";
import type { JournalOptions } from "../../src/journal/options.ts";
import { type Series, SeriesNames } from "../../src/series/series-names.ts";
import { type CapturedLog, capturedLog } from "./captured-log.ts";
import { ManualClock } from "./manual-clock.ts";

/** A journal with what a test looks at. */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly log: CapturedLog;
  readonly clock: ManualClock;
  readonly series: Series;
  readonly names: SeriesNames;
}

/** Opens the journal of a directory; it closes with the test. */
export function openJournal(directory: string, options: JournalOptions = {}): OpenedJournal {
  const names = new SeriesNames();
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  const log = capturedLog();
  const journal = new Journal({ directory: join(directory, "journal"), names, clock, log: log.log }, options);
  onTestFinished(() => {
    try {
      journal.close();
    } catch {
      // The test has closed it.
    }
  });
  return { journal, log, clock, names, series: names.of("home-1", "node-1", "power") };
}

/** The values of all readings from the cursor of the series on, and the payloads of all messages. */
export function contentOf(journal: Journal, from = journal.cursors.series) {
  const values: number[] = [];
  const messages: string[] = [];
  const visitor: FrameVisitor = {
    reading: (_series, _timeMs, value) => values.push(value),
    message: (_topic, payload) => messages.push(Buffer.from(payload).toString()),
  };
  const reader = journal.reader(from);
  reader.read(visitor, Number.POSITIVE_INFINITY);
  const end = reader.position;
  reader.close();
  return { values, messages, end };
}
