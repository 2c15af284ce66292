import type { ErrorCodeName } from "./table/errors.ts";

/** Why a topic or a payload is not a message of this protocol. */
export interface ProtocolError {
  readonly code: ErrorCodeName;
  /** The topic as it was given. */
  readonly topic: string;
  /** Path of the field in the payload (`settings/max_power`), or the topic's level (`home_id`); empty for the whole. */
  readonly field: string;
  /** For people: names topic and field, says what was expected. Bounded, printable, one line. */
  readonly message: string;
}

const MAX_QUOTED = 96;

/** Text from outside as it may stand in a message or a log: quoted, printable, bounded. */
export function quoted(text: string): string {
  const cut = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text;
  return JSON.stringify(cut).replace(/[^\x20-\x7e\u00a1-\u02ff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/**
 * A {@link ProtocolError}.
 * @param expected what the sender should have sent: completes "expected ..."
 */
export function protocolError(
  code: ErrorCodeName,
  topic: string,
  field: string,
  expected: string,
): ProtocolError {
  const place = field === "" ? "" : `, field ${quoted(field)}`;
  return { code, topic, field, message: `${code} in ${quoted(topic)}${place}: expected ${expected}` };
}
