/** Keys and signatures of updates over the air: for the signing tool and the virtual nodes. Needs Node's crypto. */
export {
  makeUpdateKeys,
  publicKeyOf,
  publicPoint,
  readPrivateKey,
  readPublicKey,
  UpdateKeyError,
  writeKey,
} from "./keys.ts";
export { describeImage, signManifest, verifyManifest, verifySignature } from "./manifest.ts";
