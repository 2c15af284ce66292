import { Type } from "typebox";
import { RequestId, shortText, Timestamp } from "./fields.ts";
import { variants } from "./payload.ts";

const Result = Type.Union([
  Type.String({ maxLength: 64, pattern: "^[ -~]*$" }),
  Type.Record(
    Type.String({ pattern: "^[a-z][a-z0-9_]{0,63}$" }),
    Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  ),
]);

const success = Type.Object({
  request_id: RequestId,
  status: Type.Literal("success"),
  result: Result,
  timestamp: Type.Optional(Timestamp),
});

const error = Type.Object({
  request_id: RequestId,
  status: Type.Literal("error"),
  result: Type.Optional(Result),
  error: Type.String({ pattern: "^[a-z][a-z0-9_]{0,31}$", description: "one of the protocol's error codes" }),
  message: shortText(128, "what is wrong and what to do, for people"),
  timestamp: Type.Optional(Timestamp),
});

const inProgress = Type.Object({
  request_id: RequestId,
  status: Type.Literal("in_progress"),
  result: Type.Optional(Result),
  progress: Type.Integer({ minimum: 0, maximum: 100, description: "percent of the image received" }),
  timestamp: Type.Optional(Timestamp),
});

/** `response/command`: the outcome of a relay, led or config command (REQ-005). */
export const commandResponsePayload = variants("status", { success, error });

/** `response/ota`: the progress and the outcome of an update. */
export const otaResponsePayload = variants("status", { success, error, in_progress: inProgress });
