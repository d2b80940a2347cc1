import type { Config } from "../../config/mod.ts";
import type { ModemView, Operations } from "../../desk/mod.ts";
import type { Clock } from "../../model/mod.ts";
import type { Mailer } from "../../notify/mod.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { isOver, type LoopPlan, type LoopStep, stepsOf } from "./loop.ts";
import {
  type Entrance,
  type Target,
  targetOf,
  type TargetWish,
} from "./target.ts";

/** What the test acts through. */
export interface Bench {
  readonly clock: Clock;
  readonly operations: Operations;
  /** The modems as they stand. */
  readonly modems: () => Promise<readonly ModemView[]>;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Shows what is being waited for; "" nothing. */
  readonly status: (text: string) => void;
}

const pollMs = 200;
/** A modem that has just been opened is set up within this. */
const settleMs = 90_000;

/**
 * Finds the modem and its number, and waits for one that is being set up.
 *
 * @throws {CommandError} when there is none.
 */
export async function findTarget(
  config: Config,
  wish: TargetWish,
  bench: Bench,
): Promise<Extract<Target, { readonly kind: "found" }>> {
  const { clock, modems, signal, status } = bench;
  const deadline = clock.monotonic() + settleMs;
  for (;;) {
    const target = targetOf(await modems(), wish, config);
    if (target.kind === "found") {
      status("");
      return target;
    }
    const late = clock.monotonic() >= deadline || signal.aborted;
    if (target.kind === "none" || late) {
      status("");
      throw new CommandError(exitCode.notDone, target.text);
    }
    status(target.text);
    await clock.sleep(pollMs);
  }
}

/** One test SMS. */
export interface TestSms {
  readonly number: string;
  readonly token: string;
}

/** The subject and the text of a test SMS: whatever the template takes, the token is in it. */
export function testText(token: string): string {
  return `Cellpost selftest ${token}`;
}

/**
 * Puts the test into the queue; answers the message's id where that is told.
 *
 * @throws {CommandError} when it is refused.
 */
export async function submit(
  { number, token }: TestSms,
  entrance: Entrance & { readonly mailer?: Mailer },
  { operations, signal }: Bench,
): Promise<string | undefined> {
  const text = testText(token);
  if (entrance.kind === "command" || entrance.mailer === undefined) {
    const answer = await operations.send({ recipient: number, text });
    if (answer.kind === "queued") return answer.id;
    throw new CommandError(exitCode.notDone, answer.text);
  }
  const body = `Subject: ${text}\r\n\r\n${text}\r\n`;
  // Without a sender nobody is told of what becomes of it, and no answer is mailed.
  const mail = { from: "", to: [number], body };
  const result = await entrance.mailer(mail, signal);
  if (result.kind === "done") return undefined;
  throw new CommandError(
    exitCode.notDone,
    `${result.reason}; --no-smtp tests the rest by command`,
  );
}

/** Follows the test until nothing more will come, and tells each change. */
export async function follow(
  plan: LoopPlan,
  { id, number, tell }: {
    readonly id: string | undefined;
    readonly number: string;
    readonly tell: (steps: readonly LoopStep[]) => void;
  },
  { clock, operations, signal }: Bench,
): Promise<readonly LoopStep[]> {
  let known = id;
  for (;;) {
    known ??= await idOf(plan, number, operations);
    const message = known === undefined
      ? undefined
      : await operations.show({ id: known });
    const inbox = await operations.inbox({ limit: 20 });
    const steps = stepsOf(plan, { message, inbox, now: clock.now() });
    tell(steps);
    if (isOver(steps) || signal.aborted) return steps;
    await clock.sleep(pollMs);
  }
}

/** The message with the token: the newest to its number are looked at. */
async function idOf(
  { startedAt, token }: LoopPlan,
  number: string,
  operations: Operations,
): Promise<string | undefined> {
  const recipient = number.replace("+", "");
  const since = startedAt - 1_000;
  const listed = await operations.list({ recipient, since, limit: 20 });
  for (const { messageId } of listed) {
    const message = await operations.show({ id: messageId });
    const words = `${message?.subject} ${message?.message.text}`;
    if (words.includes(token)) return messageId;
  }
  return undefined;
}
