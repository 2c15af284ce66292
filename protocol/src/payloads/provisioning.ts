import { Type } from "typebox";
import { ACCOUNT_FIELDS, type AccountField } from "../table/account.ts";
import { shortText } from "./fields.ts";
import { variants } from "./payload.ts";
import { TrustAnchor } from "./trust-anchor.ts";

function accountFieldSchema({ rule, maxLength, meaning: description }: AccountField) {
  const text = (pattern: string) => Type.String({ pattern, maxLength, description });
  switch (rule) {
    case "ssid":
      return text(`^[^\\u0000-\\u001f\\u007f]{0,${maxLength}}$`);
    case "passphrase":
      return text("^([ -~]{8,63}|[0-9A-Fa-f]{64})?$");
    case "host":
      return text(`^[A-Za-z0-9.-]{1,${maxLength}}$`);
    case "port":
      return Type.Integer({ minimum: 1, maximum: 65_535, description });
    case "flag":
      return Type.Boolean({ description });
    case "printable":
      return text(`^[ -~]{0,${maxLength}}$`);
    case "identifier":
      return text(`^[A-Za-z0-9_-]{1,${maxLength}}$`);
  }
}

/** A key that is no field of an account is an error, as a mistyped one would leave a node that cannot connect. */
const AccountObject = Type.Partial(
  Type.Object(
    Object.fromEntries(
      Object.entries<AccountField>(ACCOUNT_FIELDS).map(([name, field]) => [name, accountFieldSchema(field)]),
    ),
  ),
  { additionalProperties: false },
);

const action = <const Action extends string>(name: Action) => ({ action: Type.Literal(name) });

/** A line on the node's serial port: one JSON object, at most `maxProvisioningBytes`, ended by a line feed. */
export const provisioningLinePayload = variants("action", {
  set: Type.Object({ ...action("set"), account: AccountObject }),
  get: Type.Object(action("get")),
  forget: Type.Object(action("forget")),
  set_trust_anchor: Type.Object({ ...action("set_trust_anchor"), certificate: TrustAnchor }),
  remove_trust_anchor: Type.Object(action("remove_trust_anchor")),
});

/** The actions of a line, in the order of the core's enumeration. */
export const PROVISIONING_ACTIONS = Object.keys(provisioningLinePayload.variants);

/** Members of the result of `get`, before the fields of the account that are no secrets, with their meaning. */
export const PROVISIONING_STATE = {
  firmware: "version of its firmware",
  target: "board that the firmware is built for",
  protocol: "version of this protocol",
  portal_ssid: "name of the node's own access point",
  portal_password: "its password, of this node alone",
  trust_anchor: "CRC-32 of the additional root certificate; left out when there is none",
  provisioned: "whether the node has an account",
} as const;

const Result = Type.Union([
  Type.String({ maxLength: 64, pattern: "^[ -~]*$" }),
  Type.Record(
    Type.String({ pattern: "^[a-z][a-z0-9_]{0,63}$" }),
    Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  ),
]);

/** The line that answers it. */
export const provisioningAnswerPayload = variants("status", {
  success: Type.Object({ status: Type.Literal("success"), result: Result }),
  error: Type.Object({
    status: Type.Literal("error"),
    error: Type.String({
      pattern: "^[a-z][a-z0-9_]{0,31}$",
      description: "one of the protocol's error codes",
    }),
    field: Type.Optional(shortText(80, "path of the field that is wrong, such as account/mqtt_port")),
    message: shortText(128, "what is wrong and what to do, for people"),
  }),
});
