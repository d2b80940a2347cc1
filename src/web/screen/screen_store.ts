import { type Action, reduce, type ScreenState } from "./state.ts";

/** Holds the screen's state and tells who draws it. */
export class ScreenStore {
  #state: ScreenState;
  readonly #listeners = new Set<() => void>();

  constructor(first: ScreenState) {
    this.#state = first;
  }

  get state(): ScreenState {
    return this.#state;
  }

  /** Something has happened. */
  dispatch(action: Action): void {
    this.#state = reduce(this.#state, action);
    for (const listener of this.#listeners) listener();
  }

  /** Is told after each change; the answer ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
