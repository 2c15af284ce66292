import { LIMITS } from "./table/limits.ts";

const MAX_LENGTH = LIMITS.maxIdentifier.value;

/** The form of a home_id, a node_id and the random part of a client id, for people. */
export const IDENTIFIER_FORM = `1 to ${MAX_LENGTH} letters, digits, "_" or "-"`;

/**
 * Whether a text may be a home_id or a node_id: `[A-Za-z0-9_-]{1,64}`. Wildcards, slashes, control characters
 * and everything else that could give a topic another meaning are outside that set (design: home_id, node_id).
 */
export function isIdentifier(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > MAX_LENGTH) {
    return false;
  }
  // A loop and not a pattern: this runs twice a message in a bridge.
  for (let index = 0; index < length; index++) {
    if (!isIdentifierCharacter(text.charCodeAt(index))) {
      return false;
    }
  }
  return true;
}

const isIdentifierCharacter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || // a-z
  (code >= 0x30 && code <= 0x39) || // 0-9
  (code >= 0x41 && code <= 0x5a) || // A-Z
  code === 0x2d || // -
  code === 0x5f; // _

/**
 * The MQTT client id of a node: `homesync_{home_id}_{node_id}_{random}` (specification, "Authentication").
 * @param random made once for a node and stored (design: client id)
 * @throws RangeError when a part is not an identifier
 */
export function clientId(homeId: string, nodeId: string, random: string): string {
  for (const [name, part] of Object.entries({ home_id: homeId, node_id: nodeId, random })) {
    if (!isIdentifier(part)) {
      throw new RangeError(`${name} of a client id must be ${IDENTIFIER_FORM}`);
    }
  }
  return `homesync_${homeId}_${nodeId}_${random}`;
}
