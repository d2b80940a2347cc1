import type { Clock } from "../../src/model/mod.ts";
import type { AtScript, Reply } from "./at_script.ts";

/** Exchanges that take the place of the script's once something has happened. */
export interface ScriptPart {
  readonly when:
    /** The modem has heard this command. */
    | { readonly after: string }
    /** So long after it was first spoken to. */
    | { readonly fromMs: number };
  readonly script: AtScript;
}

/** What is difficult about a modem; all times in milliseconds. */
export interface Difficulties {
  readonly parts?: readonly ScriptPart[];
  /** Spoken to within so long after this command, it never answers again. */
  readonly rest?: { readonly command: string; readonly ms: number };
  /** After so long without a word it misses what it hears first. */
  readonly sleepMs?: number;
  /** Every answer takes so long. */
  readonly latencyMs?: number;
  /** Every OK is said a second time so much later. */
  readonly lateOkMs?: number;
  /** So many characters of a PDU are taken at once; what comes with them is lost. */
  readonly bite?: number;
  /** It hears only commands with CR LF before them. */
  readonly lineEndFirst?: boolean;
}

/** The moods of one scripted modem: what it hears of what is said to it, and which part of its script holds. */
export class Temperament {
  readonly #script: AtScript;
  readonly #clock: Clock | undefined;
  readonly #difficulties: Difficulties;
  readonly #heard = new Set<string>();
  readonly #played = new Map<readonly Reply[], number>();
  #firstAt: number | undefined;
  #lastAt: number | undefined;
  #restUntil = -Infinity;
  #hangs = false;

  constructor(
    script: AtScript,
    difficulties: Difficulties,
    clock: Clock | undefined,
  ) {
    this.#script = script;
    this.#difficulties = difficulties;
    this.#clock = clock;
  }

  /** What of the bytes reaches it. */
  takesIn(text: string, atPrompt: boolean): string {
    const { bite, sleepMs = Infinity } = this.#difficulties;
    const now = this.#now;
    const asleep = now - (this.#lastAt ?? now) >= sleepMs;
    this.#lastAt = now;
    this.#firstAt ??= now;
    if (asleep) return "";
    return atPrompt && bite !== undefined ? text.slice(0, bite) : text;
  }

  /** Says an answer when it is time, and what of it comes twice. */
  say(reply: Reply, write: (reply: Reply) => void): void {
    const { latencyMs = 0, lateOkMs } = this.#difficulties;
    this.#later(latencyMs, () => write(reply));
    if (lateOkMs === undefined || !reply.includes("OK")) return;
    this.#later(latencyMs + lateOkMs, () => write(["OK"]));
  }

  /** Whether it answers this command; `ahead` is what came in front of it. */
  answers(command: string, ahead: string): boolean {
    const { lineEndFirst, rest } = this.#difficulties;
    if (lineEndFirst && !ahead.endsWith("\r\n")) return false;
    this.#hangs ||= this.#now < this.#restUntil;
    if (this.#hangs) return false;
    if (command === rest?.command) this.#restUntil = this.#now + rest.ms;
    return true;
  }

  /** The next reply to a command as it stands, else to its kind. */
  reply(key: string, command: string): Reply {
    this.#heard.add(command);
    const replies = this.#repliesTo(command) ?? this.#repliesTo(key) ??
      unknown;
    const count = this.#played.get(replies) ?? 0;
    this.#played.set(replies, count + 1);
    return replies[Math.min(count, replies.length - 1)] ?? ["ERROR"];
  }

  #repliesTo(key: string): readonly Reply[] | undefined {
    const active = (this.#difficulties.parts ?? [])
      .filter(({ when }) => this.#holds(when));
    const part = active.findLast(({ script }) => script.has(key));
    return (part?.script ?? this.#script).get(key);
  }

  #holds(when: ScriptPart["when"]): boolean {
    return "after" in when
      ? this.#heard.has(when.after)
      : this.#now - (this.#firstAt ?? this.#now) >= when.fromMs;
  }

  #later(delayMs: number, act: () => void): void {
    if (delayMs === 0) return act();
    this.#clock?.after(delayMs, act);
  }

  get #now(): number {
    return this.#clock?.monotonic() ?? 0;
  }
}

const unknown: readonly Reply[] = [["ERROR"]];
