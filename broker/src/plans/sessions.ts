/** The sessions that a broker holds, as a plan counts them: one a client id, connected or persistent. */
export class Sessions {
  readonly #byClientId = new Map<string, { owner: object; persistent: boolean }>();

  get count(): number {
    return this.#byClientId.size;
  }

  /** Whether this client needs none more: it takes over its own [MQTT-3.1.4-2]. */
  has(clientId: string): boolean {
    return this.#byClientId.has(clientId);
  }

  /** @param owner the connection that holds it from now on */
  begin(clientId: string, persistent: boolean, owner: object): void {
    this.#byClientId.set(clientId, { owner, persistent });
  }

  /** A connection ended; its session with it, unless it is persistent (MQTT 3.1.1, 3.1.2.4) or another took it over. */
  end(clientId: string, owner: object): void {
    const session = this.#byClientId.get(clientId);
    if (session?.owner === owner && !session.persistent) this.#byClientId.delete(clientId);
  }
}
