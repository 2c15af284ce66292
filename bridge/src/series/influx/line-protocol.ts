import type { Series } from "../series-names.ts";
import type { Reading } from "../series-store.ts";

const MEASUREMENT = "power_readings";

/** Series whose beginnings of a line are remembered. */
const MAX_REMEMBERED = 1_000_000;

/**
 * Writes readings as line protocol: tags sorted, as servers store them; both fields floats, for ever, as a field that
 * changes its type is refused; times in milliseconds.
 */
export class LineProtocol {
  readonly #beginnings = new Map<Series, string>();

  /** @throws RangeError for a tag that is empty or a value that is not finite: no server takes them */
  encode(readings: readonly Reading[]): string {
    let text = "";
    for (const { series, value, quality, timeMs } of readings) {
      if (!Number.isFinite(value)) throw new RangeError("a value must be finite");
      const beginning = this.#beginnings.get(series) ?? this.#begin(series);
      text += `${beginning}${quality},value=${value} ${timeMs}\n`;
    }
    return text;
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
