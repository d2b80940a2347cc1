import { SmtpError } from "../smtp/mod.ts";
import { CommandError } from "./exit_code.ts";
import { StoreError } from "../queue/mod.ts";

/** A change that is ready, of which nothing is done yet: one of the two is called, once. */
export interface Prepared {
  /** Makes it hold from now on. Nothing an operator can do wrong fails any more. */
  commit(): void;
  /** Leaves all as it was. */
  abandon(): Promise<void>;
}

/** The change that changes nothing. */
export const nothingPrepared: Prepared = {
  commit() {},
  abandon: () => Promise.resolve(),
};

/** All of them, ready together, or what is wrong with any of them. */
export type PreparedAll =
  | { readonly kind: "ready"; readonly change: Prepared }
  | { readonly kind: "problems"; readonly problems: readonly string[] };

/** Prepares one after the other; where one cannot be, all are abandoned. */
export async function prepareAll(
  steps: readonly (() => Promise<Prepared>)[],
): Promise<PreparedAll> {
  const ready: Prepared[] = [];
  const problems: string[] = [];
  const abandon = async () => {
    for (const each of ready.toReversed()) await each.abandon();
  };
  for (const step of steps) {
    try {
      ready.push(await step());
    } catch (error) {
      problems.push(...await problemsOf(error, abandon));
    }
  }
  if (problems.length > 0) {
    await abandon();
    return { kind: "problems", problems };
  }
  const commit = () => ready.forEach((each) => each.commit());
  return { kind: "ready", change: { commit, abandon } };
}

/** What an operator can do something about, one line each. A bug is no problem of the config. */
async function problemsOf(
  error: unknown,
  abandon: () => Promise<void>,
): Promise<readonly string[]> {
  const isTold = error instanceof CommandError ||
    error instanceof SmtpError || error instanceof StoreError;
  if (isTold) return error.message.split("\n");
  await abandon();
  throw error;
}
