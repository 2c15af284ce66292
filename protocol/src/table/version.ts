/**
 * The version of the wire protocol, published by every node in `status/firmware`.
 *
 * Compatibility rule. Two sides understand each other when their **major** versions are equal.
 * A **minor** version may add a topic, an action, an optional field, a setting or an error code; a receiver
 * ignores fields and topics it does not know. Anything else (a removed or renamed field, another
 * unit, range, QoS or retain flag, a new value of a closed enumeration) is a new major version.
 *
 * 1.1: `status/online` may tell the state of the sensors and how often the energy counter went back.
 *
 * 1.2: `command/config` sets an additional root certificate; how a node is provisioned on the spot.
 */
export const PROTOCOL_VERSION = "1.2";

/** The two numbers of a protocol version such as `1.0`; undefined when the text is not one. */
export function parseProtocolVersion(text: string): { major: number; minor: number } | undefined {
  const match = /^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Whether this package understands a node that publishes `version` (see {@link PROTOCOL_VERSION}). */
export function isCompatible(version: string): boolean {
  const theirs = parseProtocolVersion(version);
  const ours = parseProtocolVersion(PROTOCOL_VERSION);
  return theirs !== undefined && theirs.major === ours?.major;
}
