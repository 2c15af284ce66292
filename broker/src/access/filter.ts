/** Whether a topic matches a topic filter (MQTT 3.1.1, 4.7). */
export function topicMatches(filter: string, topic: string): boolean {
  // A leading wildcard never matches a topic of the server's own [MQTT-4.7.2-1].
  if (topic.startsWith("$") !== filter.startsWith("$")) return false;
  return covers(filter.split("/"), topic.split("/"));
}

/**
 * Whether every topic that `requested` matches is matched by `allowed` too: a client may subscribe to a part of
 * what it may see, never to more.
 */
export function filterCovers(allowed: string, requested: string): boolean {
  if (requested.startsWith("$") !== allowed.startsWith("$")) return false;
  return covers(allowed.split("/"), requested.split("/"));
}

function covers(allowed: readonly string[], requested: readonly string[]): boolean {
  for (const [level, part] of allowed.entries()) {
    // "#" also matches the parent level (4.7.1.2), so nothing need be left.
    if (part === "#") return true;
    const other = requested[level];
    if (other === undefined || other === "#") return false;
    if (part !== "+" && part !== other) return false;
  }
  return requested.length === allowed.length;
}
