import type { Session } from "../live/session-state.ts";
import { useStore } from "../store.ts";
import { EventList } from "./event-list.tsx";
import { NodeCard } from "./node-card.tsx";

interface Props {
  readonly session: Session;
  readonly homeId: string;
}

/** The nodes of a home. */
export function Home({ session, homeId }: Props) {
  const nodes = useStore(session.nodes, (all) => all);
  const ofHome = [...nodes.values()].filter(({ home_id }) => home_id === homeId);
  return (
    <>
      <p>
        <a href="#/">All homes</a>
      </p>
      <section aria-labelledby="nodes">
        <h2 id="nodes">{homeId}</h2>
        {ofHome.length === 0 ? (
          <p class="quiet">
            There is no such home for you: check the address, and that your token is for it.
          </p>
        ) : (
          <ul class="cards">
            {ofHome.map((node) => (
              <NodeCard key={node.node_id} session={session} node={node} />
            ))}
          </ul>
        )}
      </section>
      <EventList session={session} homeId={homeId} />
    </>
  );
}
