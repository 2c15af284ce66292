import { describeImage, makeUpdateKeys, signManifest } from "@homesync/protocol/signing";
import { Type } from "typebox";
import { ImageServer } from "../../update/image-server.ts";
import { updateOffer } from "../../update/offer.ts";
import type { Serving } from "../../update/serving.ts";
import { SIMULATED_TARGET, simulatedImage } from "../../update/simulated-image.ts";
import { lastingFault } from "../fault-kind.ts";
import { FaultError } from "../scene.ts";

/** What is wrong with an image, and how it is served. */
const BAD_IMAGES = {
  truncated: { kind: "truncate", bytes: 40_000 },
  corrupt: { kind: "corrupt", at: 40_000 },
  wrong_signature: { kind: "honest" },
  crashing: { kind: "honest" },
} as const satisfies Record<string, Serving>;

type BadImage = keyof typeof BAD_IMAGES;
const NAMES = Object.keys(BAD_IMAGES) as [BadImage, ...BadImage[]];
/** No firmware of a virtual node has a higher one. */
const VERSION = "99.0.0";

export const badUpdate = lastingFault(
  {
    kind: "bad_update",
    place: "node",
    meaning:
      "a bad image is offered over the air; what cannot be right is refused and the old firmware runs on, while one that fails after each boot ends in safe mode, which takes a good update. Lifted, the image is no longer there",
    parameters: {
      image: Type.Enum(NAMES, {
        description:
          "what is wrong with it: it ends early, a byte is another one, another key signed it, or all is right but that it crashes",
      }),
      version: Type.Optional(
        Type.String({
          pattern: "^(0|[1-9][0-9]{0,4})\\.(0|[1-9][0-9]{0,4})\\.(0|[1-9][0-9]{0,4})$",
          errorMessage: "a version such as 9.0.0",
          description: `the version that it has; ${VERSION} when absent`,
        }),
      ),
    },
  },
  async ({ image: what, version = VERSION }, { nodes, publish, seed, updateKey }) => {
    if (updateKey === undefined) {
      throw new FaultError(
        "the nodes trust no key, and refuse every update: list bad_update in the scenario, which gives them one",
      );
    }
    const server = await ImageServer.start();
    const image = simulatedImage({ version, crashes: what === "crashing" });
    const manifest = describeImage(image, { target: SIMULATED_TARGET, version });
    const key = what === "wrong_signature" ? makeUpdateKeys().privateKey : updateKey;
    const offered = {
      url: server.serve("bad.bin", image, BAD_IMAGES[what]),
      manifest,
      signature: signManifest(manifest, key),
    };
    try {
      await publish(
        nodes.map((node, index) => {
          const requestId = `sim-bad-update-${seed.toString(36)}-${index}`;
          const { topic, bytes } = updateOffer(node, requestId, offered);
          return { topic, payload: bytes };
        }),
      );
    } catch (error) {
      await server.close();
      throw error;
    }
    return () => server.close();
  },
);
