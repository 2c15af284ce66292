import { useEffect, useState } from "preact/hooks";

/** What the page shows, as its address says behind the `#`. */
export type Route =
  | { readonly view: "homes" }
  | { readonly view: "home"; readonly homeId: string }
  | { readonly view: "node"; readonly homeId: string; readonly nodeId: string }
  | { readonly view: "events" };

function parseRoute(hash: string): Route {
  const [first, homeId, third, nodeId] = hash.replace(/^#\/?/, "").split("/");
  if (first === "events") return { view: "events" };
  if (first !== "homes" || !homeId) return { view: "homes" };
  if (third === "nodes" && nodeId) return { view: "node", homeId, nodeId };
  return { view: "home", homeId };
}

export const homeLink = (homeId: string): string => `#/homes/${homeId}`;
export const nodeLink = (homeId: string, nodeId: string): string => `#/homes/${homeId}/nodes/${nodeId}`;

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = (): void => setRoute(parseRoute(location.hash));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}
