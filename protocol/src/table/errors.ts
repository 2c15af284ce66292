/**
 * Why a message was refused. One vocabulary for the codec and for a node's error responses.
 *
 * - `codec`: the bytes or the topic are not a message of this protocol; the codec reports it on either side.
 *   A node reports it in a response when it could read the request_id, otherwise it counts it.
 * - `node`: the command is well formed and the node refuses it.
 */
export interface ErrorCode {
  readonly raisedBy: "codec" | "node";
  readonly meaning: string;
}

const codec = (meaning: string): ErrorCode => ({ raisedBy: "codec", meaning });
const node = (meaning: string): ErrorCode => ({ raisedBy: "node", meaning });

export const ERROR_CODES = {
  bad_topic: codec("the topic is not one of the protocol's"),
  bad_identifier: codec("home_id, node_id or request_id is empty, too long or holds a forbidden character"),
  too_large: codec("the payload is larger than the limit for its topic"),
  bad_utf8: codec("the payload is not well-formed UTF-8, or an escape names a lone surrogate"),
  bad_json: codec("the payload is not JSON (RFC 8259)"),
  too_deep: codec("objects or arrays are nested deeper than the limit"),
  duplicate_key: codec("an object holds the same key twice"),
  not_an_object: codec("the payload is JSON but not an object"),
  missing_field: codec("a required field is absent"),
  wrong_type: codec("a field has another JSON type than the schema's"),
  out_of_range: codec("a value is outside its range, not finite, or a text does not have its form"),
  wrong_unit: codec("the unit is not the one of the metric"),
  bad_timestamp: codec("the timestamp is not ISO 8601 UTC with whole seconds or milliseconds"),
  unknown_action: codec("the action is not one of the topic's"),
  unknown_setting: codec("the configuration has no such setting"),
  expired: node("the command is older than its time to live, or its timestamp lies in the future"),
  unsupported: node("this firmware does not implement the command"),
  too_soon: node("the relay switched less than its minimum time ago"),
  protection: node("a protection has tripped and its reason lasts"),
  relay_fault: node("the relay did not take the state that was asked for"),
  meter_fault: node("the meter did not answer"),
  storage_fault: node("the node could not store the change; nothing was applied"),
  busy: node("another update, or reset of the energy counter, is in progress"),
  bad_signature: node("the update's signature does not verify"),
  wrong_target: node("the update is for another board"),
  not_newer: node("the update is not newer than what runs, and downgrades are not allowed"),
  no_space: node("the update does not fit the free flash"),
  download_failed: node("the update could not be downloaded within the limits"),
  wrong_size: node("the downloaded image has another size than the manifest says"),
  wrong_hash: node("the downloaded image has another SHA-256 than the manifest says"),
  cancelled: node("the update was cancelled by a command"),
  bad_certificate: node("the certificate is not one that the node can verify with"),
  safe_mode: node("the node crashed again and again and obeys nothing but updates"),
} as const satisfies Record<string, ErrorCode>;

export type ErrorCodeName = keyof typeof ERROR_CODES;
