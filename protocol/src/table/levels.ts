/** The fixed levels of every topic (specification, "Base Topic Pattern"). */
export const TOPIC_LEVELS = { root: "homesync", nodes: "nodes" } as const;

/**
 * `homesync/{home}/nodes/{node}/{rest}`, unchecked: for filters and patterns, whose parts are no identifiers. The topic of a
 * node is made by `buildTopic`.
 */
export const topicPattern = (home: string, node: string, rest: string): string =>
  `${TOPIC_LEVELS.root}/${home}/${TOPIC_LEVELS.nodes}/${node}/${rest}`;
