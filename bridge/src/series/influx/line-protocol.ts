import type { Series } from "../series-names.ts";
import type { Reading } from "../series-store.ts";

const MEASUREMENT = "power_readings";

/** Series whose beginnings of a line are remembered. */
const MAX_REMEMBERED = 1_000_000;

const START_BYTES = 64 * 1024;

/**
 * Writes readings as line protocol: tags sorted, as servers store them; both fields floats, for ever, as a field that
 * changes its type is refused; times in milliseconds.
 */
export class LineProtocol {
  #bytes = Buffer.allocUnsafe(START_BYTES);
  readonly #beginnings = new Map<Series, string>();

  /**
   * @returns valid until the next call
   * @throws RangeError for a tag that is empty or a value that is not finite: no server takes them
   */
  encode(readings: readonly Reading[]): Buffer {
    let at = 0;
    for (const { series, value, quality, timeMs } of readings) {
      if (!Number.isFinite(value)) throw new RangeError("a value must be finite");
      const beginning = this.#beginnings.get(series) ?? this.#begin(series);
      // Line by line into one buffer: a text of megabytes for each batch would cost memory that is soon garbage.
      const line = `${beginning}${quality},value=${value} ${timeMs}\n`;
      if (at + line.length > this.#bytes.length) this.#grow(at + line.length);
      // Names of homes, nodes and metrics are ASCII.
      at += this.#bytes.write(line, at, "latin1");
    }
    return this.#bytes.subarray(0, at);
  }

  #grow(wanted: number): void {
    const larger = Buffer.allocUnsafe(Math.max(wanted, 2 * this.#bytes.length));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }

  #begin(series: Series): string {
    const { homeId, nodeId, metric } = series;
    const tags = `home_id=${escapeTag(homeId)},metric=${escapeTag(metric)},node_id=${escapeTag(nodeId)}`;
    const beginning = `${MEASUREMENT},${tags} quality=`;
    if (this.#beginnings.size >= MAX_REMEMBERED) this.#beginnings.clear();
    this.#beginnings.set(series, beginning);
    return beginning;
  }
}

/** Comma, equals sign and space part a line; a line break would begin another one. */
export function escapeTag(value: string): string {
  if (value === "") throw new RangeError("a tag must not be empty");
  return value.replace(/[\r\n]/g, " ").replace(/[,= ]/g, "\\$&");
}
