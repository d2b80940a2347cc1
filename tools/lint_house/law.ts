/** What one room may reach. */
export interface Room {
  /** The other rooms it may import, always by their `mod.ts`. */
  readonly imports: readonly string[];
  /** The npm packages and node modules it may import, besides those open to all. */
  readonly packages?: readonly string[];
  /** Whether it must not name `Deno`, `console` and the like at all. */
  readonly pure: boolean;
}

/** Names that belong to a few places only. */
export interface Reserved {
  /** Dotted names such as `Deno.env`; `new Date()` and `Date()` mean the calls without arguments. */
  readonly names: readonly string[];
  /** Rooms or files below src/; a trailing `*` stands for any rest. */
  readonly places: readonly string[];
  /** What to do instead. */
  readonly hint: string;
}

/** All that the rules enforce and that is a choice rather than a mechanism. */
export interface Law {
  /** By path below src/, from the ground up. */
  readonly rooms: Readonly<Record<string, Room>>;
  /** Modules without effects, open to every room. */
  readonly anywhere: readonly string[];
  /** Names that only some places may use. */
  readonly reserved: readonly Reserved[];
  /** Roots of names that a pure room never mentions. */
  readonly ambient: readonly string[];
  /** The harmless few among them. */
  readonly harmless: readonly string[];
  /** Files of pure rooms that may touch the world. */
  readonly thinShells: readonly string[];
  /** Longest lengths in lines. */
  readonly longest: {
    readonly file: number;
    readonly mod: number;
    readonly function: number;
  };
  /** Names that say nothing about what is inside. */
  readonly emptyNames: readonly string[];
}

/** What is wrong and what to do about it. */
export interface Complaint {
  /** Begins with a capital, states what was found, no final period. */
  readonly message: string;
  /** The way out. */
  readonly hint: string;
}

/** Where a file stands in the house. */
export interface Place {
  /** From the project's folder, with forward slashes. */
  readonly path: string;
  /** From src/, or undefined outside it. */
  readonly inSource: string | undefined;
  /** The innermost room around it, if any. */
  readonly room: string | undefined;
  /** Whether it is a unit test or a suite beside the code. */
  readonly test: boolean;
}

const root = decodeURIComponent(new URL("../..", import.meta.url).pathname);

/** Places a file by its absolute name, or by one that counts from the project's folder. */
export function placeOf(law: Law, filename: string): Place {
  const slashed = filename.replaceAll("\\", "/");
  // On Windows the root reads "/C:/…" and a file's name "C:/…".
  const start = [root, root.slice(1)].find((it) => slashed.startsWith(it));
  const path = slashed.slice(start?.length ?? 0);
  const inSource = path.startsWith("src/") ? path.slice(4) : undefined;
  return {
    path,
    inSource,
    room: inSource === undefined ? undefined : roomOf(law, inSource),
    test: /_(?:test|suite)\.tsx?$/.test(path),
  };
}

/** The innermost room around a path that counts from src/. */
export function roomOf(law: Law, inSource: string): string | undefined {
  return Object.keys(law.rooms)
    .filter((name) => inSource.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
}
