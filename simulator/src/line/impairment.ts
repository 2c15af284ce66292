import { uniform } from "../world/noise.ts";

/** What makes a line worse than a cable; plain data, so that it crosses threads. */
export type Impairment =
  /** Every byte takes so much longer, ms. */
  | { readonly kind: "latency"; readonly delayMs: number }
  /** The same by a different time each, at most so much, ms. */
  | { readonly kind: "jitter"; readonly mostMs: number; readonly seed: number }
  | { readonly kind: "bandwidth"; readonly bytesPerS: number }
  /** Share of the segments that is lost: TCP sends them again, so that what is lost shows as a stall. */
  | { readonly kind: "loss"; readonly rate: number; readonly seed: number }
  /** Nothing gets through, not even the end of a connection. */
  | { readonly kind: "half_open" };

/**
 * How long a chunk takes more on one line in one direction, ms from now; Infinity: it waits until the impairment is taken
 * away.
 */
export type Hold = (bytes: number, nowMs: number) => number;

/** What one segment carries: an Ethernet frame less the headers of IP and TCP. */
const SEGMENT_BYTES = 1460;
/** First retransmission time-out where the round trip is short; it doubles (RFC 6298, 5.5; the minimum is Linux'). */
const FIRST_TIMEOUT_MS = 200;
const LONGEST_STALL_MS = 60_000;

/** Begins to impair one direction of one line. `salt` tells the lines and directions apart that draw lots. */
export function holdOf(impairment: Impairment, salt: number): Hold {
  switch (impairment.kind) {
    case "latency":
      return () => impairment.delayMs;
    case "jitter": {
      const draw = lots(impairment.seed ^ salt);
      return () => impairment.mostMs * draw();
    }
    case "bandwidth": {
      let freeMs = 0;
      return (bytes, nowMs) => {
        freeMs = Math.max(freeMs, nowMs) + (bytes * 1000) / impairment.bytesPerS;
        return freeMs - nowMs;
      };
    }
    case "loss": {
      const draw = lots(impairment.seed ^ salt);
      return (bytes) => {
        let stallMs = 0;
        for (let left = bytes; left > 0; left -= SEGMENT_BYTES) {
          for (let timeoutMs = FIRST_TIMEOUT_MS; draw() < impairment.rate; timeoutMs *= 2) {
            stallMs += timeoutMs;
            if (stallMs >= LONGEST_STALL_MS) return LONGEST_STALL_MS;
          }
        }
        return stallMs;
      };
    }
    case "half_open":
      return () => Number.POSITIVE_INFINITY;
  }
}

function lots(seed: number): () => number {
  let drawn = 0;
  return () => uniform(seed, drawn++);
}
