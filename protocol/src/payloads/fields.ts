import { Type } from "typebox";
import { LIMITS } from "../table/limits.ts";

/** ISO 8601 UTC, milliseconds or whole seconds; the calendar is checked by the codec, the shape here. */
export const Timestamp = Type.String({
  pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{3})?Z$",
  description: "ISO 8601 UTC; left out by a node whose clock is not yet set",
});

/** Names a command across its retries and in its response (REQ-005). */
export const RequestId = Type.String({
  pattern: `^[A-Za-z0-9._:-]{1,${LIMITS.maxRequestId.value}}$`,
  description: "made by the sender, reused by its retries, repeated in the response",
});

/** Semantic version (semver.org) without build metadata, such as `1.2.3` or `1.2.3-rc.1`. */
export const FirmwareVersion = Type.String({
  pattern: "^[0-9]{1,5}[.][0-9]{1,5}[.][0-9]{1,5}(-[0-9A-Za-z.-]{1,32})?$",
  maxLength: 50,
  description: "semantic version of the firmware",
});

/** The board that an image is for, such as `nodemcuv2`. */
export const Target = Type.String({
  pattern: "^[a-z0-9_]{1,32}$",
  description: "board that the firmware is built for",
});

/** Text for people or tools: printable ASCII, bounded. */
export const shortText = (maxLength: number, description: string) =>
  Type.String({ pattern: `^[ -~]{1,${maxLength}}$`, maxLength, description });
