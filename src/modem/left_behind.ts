import type { StoredSms } from "./stored_sms.ts";

/** Some modems say OK to AT+CMGD and delete nothing. */
const deletionsTried = 3;
const deletionsKept = 300;

/** What stays in a modem's memories because it is none of ours, or cannot be deleted: not to be read again and again. */
export class LeftBehind {
  /** How often each of the last SMS was deleted. */
  readonly #deletions = new Map<string, number>();
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

  /** Whether this SMS was deleted so often, and is here again, that it will be for ever. */
  survives(memory: string, { index, body }: StoredSms): boolean {
    const key = `${memory}/${index}/${body}`;
    const deletions = (this.#deletions.get(key) ?? 0) + 1;
    // Behind all others, so that the first are those that are long gone.
    this.#deletions.delete(key);
    this.#deletions.set(key, deletions);
    const [first] = this.#deletions.keys();
    if (this.#deletions.size > deletionsKept && first !== undefined) {
      this.#deletions.delete(first);
    }
    return deletions > deletionsTried;
  }

  /** Forgets a memory: it is looked through from scratch. */
  forget(memory: string): void {
    this.#memories.delete(memory);
  }
}
