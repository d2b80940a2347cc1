/** What a URC says of the SIM: whether it is there, or undefined when it speaks of something else. TS 27.007 §8.3, modem.md §2.2. */
export function simInWords(urc: string): boolean | undefined {
  const state = /^\+CPIN:\s*"?([A-Z ]+)/.exec(urc)?.[1]?.trim();
  switch (state) {
    case "NOT INSERTED":
    case "SIM REMOVED": // SIMCom A76xx
      return false;
    case "READY":
    case "SIM PIN":
      return true;
    default:
      return undefined;
  }
}
