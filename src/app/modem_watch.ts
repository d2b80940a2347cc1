import type { ModemView } from "../desk/mod.ts";
import type { Clock } from "../model/mod.ts";
import { CommandError } from "./exit_code.ts";
import { localTime } from "./local_time.ts";
import { modemLine, modemTable, wrap } from "./modem_table.ts";
import type { Palette } from "./palette.ts";
import { Picture } from "./picture.ts";
import type { OutputStream } from "./screen.ts";

/** What watching needs. */
export interface WatchOptions {
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly json: boolean;
  /** The colours of the picture. */
  readonly palette?: Palette;
  readonly stdout: OutputStream;
  /** The terminal's size at the moment; asked only of a terminal. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Prints a line that stays. */
  readonly line: (text: string) => void;
  /** Prints a line that stays, for people only. */
  readonly note: (text: string) => void;
}

/** What one look has seen. */
export interface Look {
  readonly views: readonly ModemView[];
  /** Whether a running cellpost told it. */
  readonly running: boolean;
}

const lookMs = 2_000;
/** Without a running cellpost a look takes the queue for a moment, which one that is about to start needs. */
const rareLookMs = 10_000;

/**
 * Shows modems and ports until `signal` aborts: on a terminal as a picture that is redrawn, and left behind at the end; elsewhere
 * as lines of what has changed. Only the first look asks every port; later ones ask what is not known. A cellpost that starts or
 * ends meanwhile does not end it.
 *
 * @throws {CommandError} when not even the first look succeeds.
 */
export async function watchModems(
  survey: (anew: boolean) => Promise<Look>,
  options: WatchOptions,
): Promise<void> {
  const { clock, signal } = options;
  using shown = showing(options);
  for (let anew = true; !signal.aborted; anew = false) {
    const looking = unlessAborted(survey(anew), signal);
    const look = anew ? await looking : await looking.catch(troubleOf);
    if (look === undefined) return;
    if ("trouble" in look) shown.trouble(look.trouble);
    else shown.show(look.views);
    const pauseMs = "trouble" in look || look.running ? lookMs : rareLookMs;
    await clock.sleep(pauseMs, signal).catch(() => {});
  }
}

/** The appliance that was asked is gone, or the next one does not answer yet. */
function troubleOf(error: unknown): { readonly trouble: string } {
  if (error instanceof CommandError) return { trouble: error.message };
  throw error;
}

interface Showing extends Disposable {
  show(views: readonly ModemView[]): void;
  /** Tells why there is nothing new. */
  trouble(text: string): void;
}

function showing(options: WatchOptions): Showing {
  if (options.json) return asJson(options);
  return options.stdout.isTerminal() ? asPicture(options) : asLines(options);
}

function asJson({ clock, line, note }: WatchOptions): Showing {
  return {
    trouble: note,
    show: (modems) => line(JSON.stringify({ at: clock.now(), modems })),
    [Symbol.dispose]() {},
  };
}

function asPicture(
  { clock, line, palette, size, stdout }: WatchOptions,
): Showing {
  const picture = new Picture(stdout, () => size().rows);
  let last: readonly string[] = [];
  return {
    show(views) {
      // In the last column a terminal waits with the cursor on the letter, and erasing the line's rest would erase it.
      last = modemTable(views, size().columns - 1, palette);
      const title = `cellpost modems, ${localTime(clock.now())}, Ctrl-C ends`;
      picture.draw([title, "", ...last]);
    },
    trouble(text) {
      picture.draw([...wrap(text, size().columns - 1), "", ...last]);
    },
    [Symbol.dispose]() {
      picture[Symbol.dispose]();
      // What was seen last stays, as it does without --watch.
      if (last.length > 0) line(last.join("\n"));
    },
  };
}

function asLines({ clock, line, note }: WatchOptions): Showing {
  const told = new Map<string, string>();
  return {
    show(views) {
      const gone = new Set(told.keys());
      for (const view of views) {
        const key = view.name || view.port;
        const text = modemLine(view);
        gone.delete(key);
        if (told.get(key) === text) continue;
        told.set(key, text);
        line(`${localTime(clock.now())} ${text}`);
      }
      for (const key of gone) {
        told.delete(key);
        line(`${localTime(clock.now())} ${key} is gone`);
      }
    },
    trouble: (text) => note(`${localTime(clock.now())} ${text}`),
    [Symbol.dispose]() {},
  };
}

/** The value, or undefined as soon as `signal` aborts: a survey of silent ports takes its time. */
async function unlessAborted<T>(
  task: Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const onAbort = () => resolve(undefined);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([task, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
