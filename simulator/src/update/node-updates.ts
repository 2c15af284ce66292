import type { KeyObject } from "node:crypto";
import { readPublicKey, verifySignature } from "@homesync/protocol/signing";
import type { Core, UpdateHost } from "../core/core.ts";
import { type DownloadEnd, type DownloadOwner, downloadEndIndex, ImageDownload } from "./image-download.ts";
import type { UpdateTrust } from "./trust.ts";

/** The node that the updates are of. */
interface Updated {
  readonly core: Core;
  readonly handle: number;
  readonly trust: UpdateTrust;
  /** To be called before anything else of the core. */
  readonly enter: () => void;
  readonly wakeSoon: () => void;
}

/** A node's ways to its updates: the key that it trusts and the client that downloads. */
export class NodeUpdates implements UpdateHost, DownloadOwner {
  readonly #node: Updated;
  readonly #download: ImageDownload;
  readonly #publicKey: KeyObject | undefined;

  /** @throws UpdateKeyError */
  constructor(node: Updated) {
    const { publicKey, ca } = node.trust;
    this.#node = node;
    this.#download = new ImageDownload(this, ca);
    this.#publicKey = publicKey === undefined ? undefined : readPublicKey(publicKey);
  }

  prepare(url: string): void {
    this.#download.prepare(url);
  }

  start(offset: number): void {
    this.#download.start(offset);
  }

  abort(): void {
    this.#download.abort();
  }

  verify(bytes: Uint8Array, signature: Uint8Array): boolean {
    return this.#publicKey !== undefined && verifySignature(bytes, signature, this.#publicKey);
  }

  onDownloadOpened(offset: number, total: number): void {
    this.#node.enter();
    this.#node.core.exports.download_opened(this.#node.handle, offset, total);
    this.#node.wakeSoon();
  }

  onDownloadData(bytes: Uint8Array): void {
    this.#node.enter();
    this.#node.core.downloadData(this.#node.handle, bytes);
    this.#node.wakeSoon();
  }

  onDownloadEnded(end: DownloadEnd): void {
    this.#node.enter();
    this.#node.core.exports.download_ended(this.#node.handle, downloadEndIndex(end));
    this.#node.wakeSoon();
  }
}
