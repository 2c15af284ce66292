import type { Session } from "../live/session-state.ts";
import { type Route, useRoute } from "../route.ts";
import { Banner } from "./banner.tsx";
import { EventList } from "./event-list.tsx";
import { Home } from "./home.tsx";
import { Homes } from "./homes.tsx";
import { Node } from "./node.tsx";

/** What stands around every view. */
export function Shell({ session }: { readonly session: Session }) {
  const route = useRoute();
  return (
    <>
      <button type="button" class="skip plain" onClick={() => document.getElementById("content")?.focus()}>
        Skip to content
      </button>
      <header>
        <h1>HomeSync</h1>
        <nav aria-label="Views">
          <a href="#/">Homes</a>
          <a href="#/events">Events</a>
          <a href="/api/docs">API</a>
        </nav>
        <button type="button" class="plain" onClick={() => session.end(undefined)}>
          Log out
        </button>
      </header>
      <Banner session={session} />
      <main id="content" tabIndex={-1}>
        <View session={session} route={route} />
      </main>
    </>
  );
}

function View({ session, route }: { readonly session: Session; readonly route: Route }) {
  switch (route.view) {
    case "homes":
      return <Homes session={session} />;
    case "home":
      return <Home session={session} homeId={route.homeId} />;
    case "node":
      return <Node session={session} homeId={route.homeId} nodeId={route.nodeId} />;
    case "events":
      return <EventList session={session} />;
  }
}
