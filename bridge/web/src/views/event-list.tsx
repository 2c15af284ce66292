import { formatTime } from "../format.ts";
import type { Session } from "../live/session-state.ts";
import { useStore } from "../store.ts";

interface Props {
  readonly session: Session;
  /** Only what concerns this home, and the broker. */
  readonly homeId?: string;
  readonly nodeId?: string;
}

const SHOWN = 30;

/** What happened lately, the newest first. */
export function EventList({ session, homeId, nodeId }: Props) {
  const events = useStore(session.events, (all) => all);
  const shown = events
    .filter(({ home_id }) => homeId === undefined || home_id === null || home_id === homeId)
    .filter(({ node_id }) => nodeId === undefined || node_id === null || node_id === nodeId)
    .slice(-SHOWN)
    .reverse();
  return (
    <section aria-labelledby="events">
      <h2 id="events">Events</h2>
      {shown.length === 0 && <p class="quiet">Nothing has happened since the bridge started.</p>}
      <ol class="events">
        {shown.map(({ cursor, timestamp, type, home_id, node_id, message }) => (
          <li key={cursor}>
            <time datetime={timestamp}>{formatTime(timestamp)}</time> <b>{type.replace(".", " ")}</b>{" "}
            {node_id === null ? "" : `${home_id}/${node_id} `}
            {message !== type.replace(".", " ") && <span class="quiet">{message}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
