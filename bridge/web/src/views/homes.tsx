import type { ApiNode } from "../answers.ts";
import { formatValue } from "../format.ts";
import type { Session } from "../live/session-state.ts";
import { homeLink } from "../route.ts";
import { useStore } from "../store.ts";

/** Every home that the token is for, with what it draws now. */
export function Homes({ session }: { readonly session: Session }) {
  const nodes = useStore(session.nodes, (all) => all);
  const homes = byHome(nodes.values());
  return (
    <section aria-labelledby="homes">
      <h2 id="homes">Homes</h2>
      {homes.size === 0 && (
        <p class="quiet">No home has been heard of yet. Nodes appear here as soon as they publish.</p>
      )}
      <ul class="cards">
        {[...homes].map(([homeId, ofHome]) => (
          <li class="card" key={homeId}>
            <h3>
              <a href={homeLink(homeId)}>{homeId}</a>
            </h3>
            <p class="power">{formatValue(totalPower(ofHome), "W")}</p>
            <p class="quiet">
              {ofHome.filter(({ online }) => online === true).length} of {ofHome.length}{" "}
              {ofHome.length === 1 ? "node" : "nodes"} online
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function byHome(nodes: Iterable<ApiNode>): Map<string, ApiNode[]> {
  const homes = new Map<string, ApiNode[]>();
  for (const node of nodes) {
    const ofHome = homes.get(node.home_id);
    if (ofHome === undefined) homes.set(node.home_id, [node]);
    else ofHome.push(node);
  }
  return homes;
}

/** Of the nodes that are online, W. */
const totalPower = (nodes: readonly ApiNode[]): number =>
  nodes.reduce((sum, { online, metrics }) => sum + (online === true ? (metrics["power"]?.value ?? 0) : 0), 0);
