import { useEffect, useState } from "preact/hooks";

/** A value that views follow. */
export class Store<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set value(value: Value) {
    if (value === this.#value) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  /** @returns stops the calls */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The part of a store that a view shows; the view is drawn again when that part changes. */
export function useStore<Value, Part>(store: Store<Value>, select: (value: Value) => Part): Part {
  const [part, setPart] = useState(() => select(store.value));
  useEffect(() => {
    const update = (): void => setPart(() => select(store.value));
    update();
    return store.subscribe(update);
    // `select` is written in place, anew at each drawing; it is the same function of the same things.
  }, [store]);
  return part;
}
