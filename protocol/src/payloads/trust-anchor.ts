import { Type } from "typebox";
import { LIMITS } from "../table/limits.ts";

const MAX_BASE64 = Math.ceil(LIMITS.maxTrustAnchorBytes.value / 3) * 4;

/** An additional root certificate. One of an elliptic-curve key fits; one of an RSA key does not. */
export const TrustAnchor = Type.String({
  pattern: `^[A-Za-z0-9+/]{86,${MAX_BASE64}}={0,2}$`,
  maxLength: MAX_BASE64,
  description:
    "an X.509 root certificate as DER, in base64: the lines of a PEM file without its first and last",
});
