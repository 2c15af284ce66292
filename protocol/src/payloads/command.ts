import { Type } from "typebox";
import { SETTINGS, type Setting } from "../table/settings.ts";
import { FirmwareVersion, RequestId, Target, Timestamp } from "./fields.ts";
import { variants } from "./payload.ts";
import { TrustAnchor } from "./trust-anchor.ts";

/** The fields of every command (specification, "Command Messages"), in their order on the wire. */
const command = <const Action extends string>(action: Action) => ({
  action: Type.Literal(action),
  request_id: RequestId,
  timestamp: Type.Optional(Timestamp),
});

/** `command/relay` (REQ-005). */
export const relayCommandPayload = variants("action", {
  on: Type.Object(command("on")),
  off: Type.Object(command("off")),
  toggle: Type.Object(command("toggle")),
});

/** `command/led`: find a node in a cupboard. */
export const ledCommandPayload = variants("action", {
  on: Type.Object(command("on")),
  off: Type.Object(command("off")),
  blink: Type.Object({
    ...command("blink"),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 3, description: "flashes" })),
    period_ms: Type.Optional(
      Type.Integer({
        minimum: 50,
        maximum: 10_000,
        default: 500,
        description: "one flash and its pause, ms",
      }),
    ),
  }),
});

function settingSchema(setting: Setting) {
  switch (setting.kind) {
    case "number": {
      const range = {
        minimum: setting.min,
        maximum: setting.max,
        description: `${setting.meaning}; ${setting.unit}`,
      };
      return setting.decimals === 0 ? Type.Integer(range) : Type.Number(range);
    }
    case "choice":
      return Type.Enum([...setting.values], { description: setting.meaning });
    case "text":
      return Type.String({ pattern: `^[ -~]{0,${setting.maxLength}}$`, description: setting.meaning });
  }
}

/** One flat object of settings; a key that is not a setting is an error here, unlike everywhere else. */
const SettingsObject = Type.Partial(
  Type.Object(
    Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, settingSchema(setting)])),
  ),
  { additionalProperties: false },
);

/** `command/config`. */
export const configCommandPayload = variants("action", {
  get: Type.Object(command("get")),
  set: Type.Object({ ...command("set"), settings: SettingsObject }),
  reset_energy: Type.Object(command("reset_energy")),
  factory_reset: Type.Object(command("factory_reset")),
  get_trust_anchor: Type.Object(command("get_trust_anchor")),
  set_trust_anchor: Type.Object({ ...command("set_trust_anchor"), certificate: TrustAnchor }),
  remove_trust_anchor: Type.Object(command("remove_trust_anchor")),
});

/** `command/ota`. What is signed: `otaSignedBytes`. */
export const otaCommandPayload = variants("action", {
  update: Type.Object({
    ...command("update"),
    url: Type.String({
      pattern: "^https?://[!-~]{1,390}$",
      maxLength: 400,
      description: "where the image is",
    }),
    target: Target,
    version: FirmwareVersion,
    size: Type.Integer({ minimum: 1, maximum: 16_777_216, description: "bytes of the image" }),
    sha256: Type.String({ pattern: "^[0-9a-f]{64}$", description: "SHA-256 of the image, lower-case hex" }),
    allow_downgrade: Type.Optional(
      Type.Boolean({ default: false, description: "whether an older version may replace a newer" }),
    ),
    signature: Type.String({
      pattern: "^[A-Za-z0-9+/]{64,96}={0,2}$",
      maxLength: 98,
      description: "ECDSA P-256 over the manifest, ASN.1 DER in base64",
    }),
  }),
  cancel: Type.Object(command("cancel")),
});
