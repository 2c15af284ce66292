import type { MetricName } from "@homesync/protocol";

/** One series: a metric of a node. There is one object a series, so that a store may remember what it made of it. */
export interface Series {
  readonly homeId: string;
  readonly nodeId: string;
  readonly metric: MetricName;
}

/** Gives the one object of each series. */
export class SeriesNames {
  readonly #homes = new Map<string, Map<string, Map<MetricName, Series>>>();

  of(homeId: string, nodeId: string, metric: MetricName): Series {
    const nodes = entry(this.#homes, homeId, () => new Map<string, Map<MetricName, Series>>());
    const metrics = entry(nodes, nodeId, () => new Map<MetricName, Series>());
    return entry(metrics, metric, () => ({ homeId, nodeId, metric }));
  }
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
