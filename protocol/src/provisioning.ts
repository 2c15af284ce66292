import { decodeUtf8, jsonExpectation } from "./decode.ts";
import type { PayloadFault } from "./field-check.ts";
import { scanJson } from "./json-scan.ts";
import { checkForms } from "./payload-check.ts";
import { compileForms } from "./payload-form.ts";
import type { Payload, PayloadValue } from "./payloads/payload.ts";
import { provisioningAnswerPayload, provisioningLinePayload } from "./payloads/provisioning.ts";
import { failure, type Result, success } from "./result.ts";
import { ACCOUNT_FIELDS, type AccountFieldName } from "./table/account.ts";
import { LIMITS } from "./table/limits.ts";

/** What someone types on a node's serial port. */
export type ProvisioningLine = PayloadValue<typeof provisioningLinePayload>;

/** What the node answers. */
export type ProvisioningAnswer = PayloadValue<typeof provisioningAnswerPayload>;

/** The account in a line: any of its fields. */
export type ProvisioningAccount = Extract<ProvisioningLine, { action: "set" }>["account"];

const LINE = compileForms(provisioningLinePayload);
const ANSWER = compileForms(provisioningAnswerPayload);

/**
 * Reads a line for the serial port, without its end, with the node's checks but for those that need what it has
 * stored. Never throws.
 */
export const decodeProvisioningLine = (bytes: Uint8Array): Result<ProvisioningLine, PayloadFault> =>
  decodeText<typeof provisioningLinePayload>(LINE, bytes);

/** Reads the line that a node answers with. Never throws. */
export const decodeProvisioningAnswer = (bytes: Uint8Array): Result<ProvisioningAnswer, PayloadFault> =>
  decodeText<typeof provisioningAnswerPayload>(ANSWER, bytes);

function decodeText<P extends Payload>(
  forms: ReturnType<typeof compileForms>,
  bytes: Uint8Array,
): Result<PayloadValue<P>, PayloadFault> {
  const most = LIMITS.maxProvisioningBytes.value;
  if (bytes.length > most) {
    return failure({ code: "too_large", field: "", expected: `at most ${most} bytes, not ${bytes.length}` });
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    return failure({ code: "bad_utf8", field: "", expected: "well-formed UTF-8" });
  }
  const fault = scanJson(text);
  if (fault !== undefined) {
    return failure({ code: fault.code, field: "", expected: jsonExpectation(fault) });
  }
  const checked = checkForms(forms, JSON.parse(text));
  if (!checked.ok) {
    return checked;
  }
  const { account } = checked.value.value as { account?: Record<string, unknown> };
  const long = account === undefined ? undefined : overlongField(account);
  return long === undefined ? success(checked.value.value as PayloadValue<P>) : failure(long);
}

/** JSON Schema counts characters, an account bytes. */
function overlongField(account: Record<string, unknown>): PayloadFault | undefined {
  const names = Object.keys(ACCOUNT_FIELDS) as AccountFieldName[];
  const long = names.find(
    (name) => Buffer.byteLength(String(account[name] ?? "")) > ACCOUNT_FIELDS[name].maxLength,
  );
  return long === undefined
    ? undefined
    : {
        code: "out_of_range",
        field: `account/${long}`,
        expected: `at most ${ACCOUNT_FIELDS[long].maxLength} bytes`,
      };
}
