import { type EncodedMessage, encode } from "@homesync/protocol";
import type { describeImage } from "@homesync/protocol/signing";

/** An image that is there to be fetched. */
export interface OfferedImage {
  readonly url: string;
  readonly manifest: ReturnType<typeof describeImage>;
  readonly signature: string;
}

/** The command that offers an image to one node. */
export function updateOffer(
  node: { readonly homeId: string; readonly nodeId: string },
  requestId: string,
  { url, manifest: { target, version, size, sha256 }, signature }: OfferedImage,
): EncodedMessage {
  const encoded = encode({
    homeId: node.homeId,
    nodeId: node.nodeId,
    key: "command/ota",
    payload: { action: "update", request_id: requestId, url, target, version, size, sha256, signature },
  });
  if (!encoded.ok) throw new TypeError(encoded.error.message);
  return encoded.value;
}
