/** What a key does that no field of a form has asked for. */
export type KeyCommand = "search" | "compose" | "help" | "close";

/** A key as the browser tells it. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** Whether somebody is typing a text. */
  readonly inField: boolean;
}

/** What the key means anywhere on the screen; undefined: the browser's business. */
export function keyCommand(press: KeyPress): KeyCommand | undefined {
  // Chords belong to the browser and to screen readers.
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  if (press.key === "Escape") return "close";
  if (press.inField) return undefined;
  switch (press.key) {
    case "/":
      return "search";
    case "n":
      return "compose";
    case "?":
      return "help";
    default:
      return undefined;
  }
}

/** The keys as the help tells them. */
export const keyHelp: readonly {
  readonly keys: readonly string[];
  readonly does: string;
}[] = [
  { keys: ["/"], does: "Search the messages" },
  { keys: ["n"], does: "Write a new message" },
  { keys: ["↑", "↓"], does: "Move in the list of messages" },
  { keys: ["Home", "End"], does: "Go to the first or the last" },
  { keys: ["Enter"], does: "Open the message" },
  { keys: ["Esc"], does: "Close what is open" },
  { keys: ["?"], does: "Show this help" },
];

/** Where a key of a list leads: the place in it, or undefined where the key does not move. */
export function moveInList(
  key: string,
  list: {
    readonly at: number;
    readonly count: number;
    /** How many rows are seen at once. */
    readonly page: number;
  },
): number | undefined {
  const { at, count, page } = list;
  const to = targetOf(key, { at, last: count - 1, page });
  if (to === undefined || count === 0) return undefined;
  return Math.max(0, Math.min(count - 1, to));
}

function targetOf(
  key: string,
  { at, last, page }: {
    readonly at: number;
    readonly last: number;
    readonly page: number;
  },
): number | undefined {
  switch (key) {
    case "ArrowDown":
      return at + 1;
    case "ArrowUp":
      return at - 1;
    case "PageDown":
      return at + Math.max(1, page - 1);
    case "PageUp":
      return at - Math.max(1, page - 1);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
