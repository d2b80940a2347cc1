import type { StoredSms } from "./stored_sms.ts";

/** What stays in a modem's memories because it is none of ours, or cannot be deleted: not to be read again and again. */
export class LeftBehind {
  readonly #memories = new Map<string, Map<number, string>>();

  /** Remembers that it stays. */
  add(memory: string, { index, body }: StoredSms): void {
    const places = this.#memories.get(memory) ?? new Map<number, string>();
    this.#memories.set(memory, places.set(index, body));
  }

  /** Whether this very SMS stays in this place; another one in the same place is a new one. */
  knows(memory: string, { index, body }: StoredSms): boolean {
    return this.#memories.get(memory)?.get(index) === body;
  }

  /** Whether something stays in the place. */
  occupies(memory: string, index: number): boolean {
    return this.#memories.get(memory)?.has(index) === true;
  }

  /** How much stays in the memory. */
  count(memory: string): number {
    return this.#memories.get(memory)?.size ?? 0;
  }

  /** Forgets a memory: it is looked through from scratch. */
  forget(memory: string): void {
    this.#memories.delete(memory);
  }
}
