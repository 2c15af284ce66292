import { NotChecked } from "./violation.ts";

/**
 * What must be done to a node that no message can do. Each resolves when it has been done.
 * @throws NotChecked where nobody can do it
 */
export interface Hands {
  /** The supply fails. */
  cutPower(): Promise<void>;
  restorePower(): Promise<void>;
  /** The network between node and broker fails for a moment, without a word. */
  breakConnection(): Promise<void>;
  /** The node is told to go off in order. `restorePower` brings it back. */
  shutDown(): Promise<void>;
  /** The client id that it connects with, where that can be seen. */
  clientId(): string | undefined;
}

/** Asks a person, who sits beside the board. */
export class AskingHands implements Hands {
  readonly #ask: (question: string) => Promise<boolean>;

  /** @param ask a yes or no; no means that it was not done */
  constructor(ask: (question: string) => Promise<boolean>) {
    this.#ask = ask;
  }

  cutPower(): Promise<void> {
    return this.#done("Cut the power of the node now. Done?", "the power was not cut");
  }

  restorePower(): Promise<void> {
    return this.#done("Switch the power of the node on again. Done?", "the power was not restored");
  }

  breakConnection(): Promise<void> {
    return this.#done(
      "Take the network from the node for a moment, such as by restarting its access point, and leave its power on. Done?",
      "the connection was not broken",
    );
  }

  shutDown(): Promise<void> {
    return Promise.reject(
      new NotChecked("a board announces a planned absence only when it updates or restarts itself"),
    );
  }

  clientId(): undefined {
    return undefined;
  }

  async #done(question: string, otherwise: string): Promise<void> {
    if (!(await this.#ask(question))) throw new NotChecked(otherwise);
  }
}

/** Nobody is there to help. */
export class NoHands implements Hands {
  cutPower = nobody;
  restorePower = nobody;
  breakConnection = nobody;
  shutDown = nobody;

  clientId(): undefined {
    return undefined;
  }
}

const nobody = (): Promise<never> =>
  Promise.reject(new NotChecked("nobody is here to do it: run this in a terminal, beside the board"));
