import { makeUpdateKeys, signManifest } from "@homesync/protocol/signing";
import type { Check } from "../check.ts";
import { demand, NotChecked, shown } from "../violation.ts";

export const updateRefusal: Check = {
  name: "update-refusal",
  title: "refuses an update that somebody else has signed, and goes on",
  source: "Topic Categories, 3 and 4: command/ota, response/ota; design: OTA",
  async run(subject) {
    const firmware = (await subject.observer.retained()).get("status/firmware");
    if (firmware === undefined) throw new NotChecked("without status/firmware its target is not known");
    const { target } = JSON.parse(firmware.payload.toString());
    const manifest = { target, version: "9999.0.0", size: 100_000, sha256: "0".repeat(64) };
    const response = await subject.command("ota", {
      action: "update",
      // Nobody listens there: an update that is refused is never fetched.
      url: "http://127.0.0.1:9/image.bin",
      ...manifest,
      signature: signManifest(manifest, makeUpdateKeys().privateKey),
    });
    demand(
      response["status"] === "error" && response["error"] === "bad_signature",
      `it must be refused with bad_signature, and was answered with ${shown(response)}`,
    );
    await subject.obeyed("led", { action: "off" });
  },
};
