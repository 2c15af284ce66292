/** What all connections of a thread did so far; one object, shared, so that counting costs an addition. */
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
  /** PUBACKs of MQTT 5 that say that the message was not taken. */
  rejected = 0;
  /** PUBLISH frames received: commands. */
  received = 0;
  /** Publishes that were not accepted; the sum of the four below. */
  refused = 0;
  refusedOffline = 0;
  refusedBackpressure = 0;
  refusedInFlight = 0;
  refusedTooLarge = 0;
  pings = 0;
  bytesOut = 0;
  bytesIn = 0;
}
