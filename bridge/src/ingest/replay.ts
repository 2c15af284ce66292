import { decode, LIMITS } from "@homesync/protocol";
import type { FrameVisitor } from "../journal/frame-reader.ts";
import type { Journal } from "../journal/journal.ts";
import type { StateStore } from "../state/state-store.ts";

/** Readings between two turns of the event loop, so that a long journal does not hold up a signal to end. */
const CHUNK = 50_000;

/** Takes into the state what the last process logged and did not get to store there. */
export async function replayState(journal: Journal, state: StateStore): Promise<void> {
  const visitor: FrameVisitor = {
    reading({ homeId, nodeId, metric }, timeMs, value, quality, arrivalMs) {
      state.observeReading({ homeId, nodeId, metric, value, quality, timeMs, arrivalMs });
    },
    message(topic, payload, retained, arrivalMs) {
      const decoded = decode(topic, payload);
      if (!decoded.ok) return;
      const message = decoded.value;
      const { timestampMs = arrivalMs } = message;
      const timeMs = timestampMs > arrivalMs + LIMITS.commandClockSkew.value ? arrivalMs : timestampMs;
      state.observe({ message, timeMs, arrivalMs, retained });
    },
  };
  const reader = journal.reader(journal.cursors.state);
  try {
    while (reader.read(visitor, CHUNK)) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    reader.close();
  }
}
