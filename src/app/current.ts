/**
 * A value that another one may take the place of while others work by it: what was made of the config. Whoever reads it anew for each
 * piece of work does each by one config, and the next one by that which holds then.
 */
export class Current<T extends object> {
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  /** Takes its place from now on; returns what held before. */
  replace(value: T): T {
    const before = this.#value;
    this.#value = value;
    return before;
  }

  /**
   * Options that are always those of the value that holds: for a part that reads them where it uses them, and keeps no copy. They are made
   * once for each value.
   */
  options<O extends object>(make: (value: T) => O): O {
    let madeOf = this.#value;
    let made = make(madeOf);
    const now = () => {
      if (madeOf === this.#value) return made;
      madeOf = this.#value;
      return made = make(madeOf);
    };
    // Its target is a copy, since a frozen one may not read as another.
    return new Proxy({ ...made }, {
      get: (_, key) => Reflect.get(now(), key),
      has: (_, key) => Reflect.has(now(), key),
      ownKeys: () => Reflect.ownKeys(now()),
      getOwnPropertyDescriptor(_, key) {
        const found = Reflect.getOwnPropertyDescriptor(now(), key);
        return found && { ...found, configurable: true };
      },
    });
  }
}
