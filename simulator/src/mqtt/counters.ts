/** What all connections of a fleet did so far; one object, shared, so that counting costs an addition. */
export class Counters {
  /** Connects asked for by the nodes. */
  connectsStarted = 0;
  /** Connections that a CONNACK accepted. */
  connects = 0;
  publishedQos0 = 0;
  publishedQos1 = 0;
  /** PUBLISH frames sent again with DUP after a reconnect [MQTT-4.4.0-1]. */
  resent = 0;
  /** PUBACKs received. */
  acknowledged = 0;
  /** PUBLISH frames received: commands. */
  received = 0;
  /** Publishes that were not accepted: backpressure, too many unacknowledged, too large or not connected. */
  refused = 0;
  pings = 0;
  bytesOut = 0;
  bytesIn = 0;
}
