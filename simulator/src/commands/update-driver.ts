import type { BrokerAccess } from "@homesync/broker/reach";
import { backendSubscriptions, decodePayload, parseTopic } from "@homesync/protocol";
import { describeImage, signManifest } from "@homesync/protocol/signing";
import type { MqttClient } from "mqtt";
import type { Metrics } from "../metrics/metrics.ts";
import type { Clock } from "../scheduler/clock.ts";
import { ImageServer } from "../update/image-server.ts";
import type { UpdateSigner } from "../update/key-files.ts";
import { type OfferedImage, updateOffer } from "../update/offer.ts";
import { SIMULATED_TARGET, simulatedImage } from "../update/simulated-image.ts";
import { closeClient, openClient } from "./client.ts";
import type { NodeName } from "./own-nodes.ts";

const IMAGE_NAME = "firmware.bin";

export interface UpdatePlan {
  readonly version: string;
  readonly sizeBytes: number;
  readonly atMs: number;
  readonly overMs: number;
}

/** Offers nodes an update, one after the other, from an image server of its own, and hears what comes of it. */
export class UpdateDriver {
  readonly #client: MqttClient;
  readonly #server: ImageServer;
  readonly #plan: UpdatePlan;
  readonly #nodes: readonly NodeName[];
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #image: OfferedImage;
  /** When each update without an outcome was offered, monotonic ms, by its request. */
  readonly #offered = new Map<string, number>();
  #next = 0;
  #cancelTimer: () => void = () => undefined;

  private constructor(
    client: MqttClient,
    server: ImageServer,
    parts: {
      plan: UpdatePlan;
      signer: UpdateSigner;
      nodes: readonly NodeName[];
      metrics: Metrics;
      clock: Clock;
    },
  ) {
    this.#client = client;
    this.#server = server;
    this.#plan = parts.plan;
    this.#nodes = parts.nodes;
    this.#metrics = parts.metrics;
    this.#clock = parts.clock;
    const image = simulatedImage({ version: parts.plan.version, size: parts.plan.sizeBytes });
    const manifest = describeImage(image, { target: SIMULATED_TARGET, version: parts.plan.version });
    this.#image = {
      url: server.serve(IMAGE_NAME, image),
      manifest,
      signature: signManifest(manifest, parts.signer.privateKey),
    };
    client.on("message", (topic, payload) => this.#answered(topic, payload));
  }

  /** @param parts.nodes those that are offered the update */
  static async open(
    access: BrokerAccess,
    parts: {
      readonly plan: UpdatePlan;
      readonly signer: UpdateSigner;
      readonly nodes: readonly NodeName[];
      readonly metrics: Metrics;
      readonly clock: Clock;
    },
  ): Promise<UpdateDriver> {
    const homes = [...new Set(parts.nodes.map(({ homeId }) => homeId))];
    const responses = homes.flatMap((homeId) =>
      backendSubscriptions({ homeId }).filter(({ filter }) => filter.endsWith("/response/+")),
    );
    const client = await openClient(access, "updates", responses);
    return new UpdateDriver(client, await ImageServer.start(), parts);
  }

  /** Begins; the plan's times count from now. */
  start(): void {
    this.#cancelTimer = this.#clock.timer(this.#plan.atMs, () => this.#offerNext());
  }

  /** Offers no more; what has no outcome now is lost. */
  async close(): Promise<void> {
    this.#cancelTimer();
    this.#metrics.count("update.lost", this.#offered.size);
    await closeClient(this.#client);
    await this.#server.close();
  }

  #offerNext(): void {
    const node = this.#nodes[this.#next++];
    if (node === undefined) return;
    const requestId = `sim-update-${this.#next}`;
    const { topic, bytes, qos } = updateOffer(node, requestId, this.#image);
    this.#offered.set(requestId, this.#clock.monotonicMs());
    this.#metrics.count("update.sent");
    this.#client.publish(topic, Buffer.from(bytes), { qos }, () => undefined);
    const pauseMs = this.#plan.overMs / this.#nodes.length;
    this.#cancelTimer = this.#clock.timer(pauseMs, () => this.#offerNext());
  }

  #answered(topic: string, payload: Buffer): void {
    const address = parseTopic(topic);
    if (!address.ok || address.value.key !== "response/ota") return;
    const decoded = decodePayload("response/ota", payload, topic);
    if (!decoded.ok || decoded.value.payload.status === "in_progress") return;
    const { payload: answer } = decoded.value;
    const offeredMs = this.#offered.get(answer.request_id);
    if (offeredMs === undefined) return;
    this.#offered.delete(answer.request_id);
    this.#metrics.record("update.time", this.#clock.monotonicMs() - offeredMs);
    if (answer.status === "success") this.#metrics.count("update.done");
    else {
      this.#metrics.count("update.failed");
      this.#metrics.fail(`update.${answer.error}`);
    }
  }
}
