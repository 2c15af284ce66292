/** Fleets of virtual nodes, to be embedded in a demo or a test. */
export type { CoreExports, CoreImports } from "./core/abi.ts";
export { CoreLoadError } from "./core/core.ts";
export type { FailureCount } from "./fleet/failures.ts";
export type { Fleet, FleetNode, NodeSelection } from "./fleet/fleet.ts";
export {
  type FleetOptions,
  FleetOptionsError,
  type MqttVersion,
  type NodeLogLine,
} from "./fleet/options.ts";
export { probeBroker } from "./fleet/probe.ts";
export type { Shard } from "./fleet/shard.ts";
export { startFleet } from "./fleet/start-fleet.ts";
export type { Summary } from "./fleet/summary.ts";
export type { CounterName, GaugeName, HistogramName, Statistic } from "./metrics/catalog.ts";
export type { HistogramSnapshot } from "./metrics/histogram.ts";
export { Metrics, type MetricsSnapshot, mergeMetrics, statistic } from "./metrics/metrics.ts";
export type { Failure, FailureKind } from "./mqtt/failure.ts";
export type { LoadOverride, NodeAction } from "./node/node-action.ts";
export type { NodeEvent, NodeListener, NodeState } from "./node/node-event.ts";
export type { Clock } from "./scheduler/clock.ts";
export { VirtualClock } from "./scheduler/virtual-clock.ts";
export { type ImageRequest, ImageServer, type ImageServerOptions } from "./update/image-server.ts";
export type { Serving } from "./update/serving.ts";
export { type SimulatedImage, simulatedImage } from "./update/simulated-image.ts";
export type { UpdateTrust } from "./update/trust.ts";
export { HOME_PROFILES, type HomeProfile, type ProfileMix } from "./world/profiles.ts";
