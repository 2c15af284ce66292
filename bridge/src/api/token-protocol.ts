/** The WebSocket protocol that the bridge speaks, and the only one that it ever names in an answer. */
export const LIVE_PROTOCOL = "homesync.v1";

const PREFIX = "bearer.";

/**
 * The token among the protocols that a WebSocket client offers, `homesync.v1, bearer.<token>`: a page cannot set the
 * header authorization, and a token in the URL would end up in the logs of proxies.
 */
export function tokenProtocol(header: string | undefined): string | undefined {
  const offered = (header ?? "").split(",").map((protocol) => protocol.trim());
  if (!offered.includes(LIVE_PROTOCOL)) return undefined;
  return offered.find((protocol) => protocol.startsWith(PREFIX))?.slice(PREFIX.length);
}
