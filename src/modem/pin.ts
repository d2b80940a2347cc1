import type { Secret } from "../model/mod.ts";
import { type AtResult, spellError } from "./at/mod.ts";
import { askIccid, identifySim } from "./identify.ts";
import { PinLedger } from "./pin_ledger.ts";
import {
  later,
  notice,
  type NotReady,
  operator,
  type Setup,
  withoutSim,
} from "./setup.ts";

/** What +CPIN? says of the SIM: a state such as "READY" or "SIM PIN", or no state and why. TS 27.007 §8.3. */
type SimLock =
  | { readonly kind: "state"; readonly state: string }
  | { readonly kind: "none"; readonly reason: string; readonly gone?: boolean };

const pollMs = 1_000;
/** TS 27.007 §9.2: SIM busy; then makers' own, of which Wavecom gives 515 while it starts its radio. */
const busyCodes: readonly number[] = [14, 256, 258, 515];
/** How long a busy SIM is waited for… */
const busyMs = 60_000;
/** …and one that gives an error which may pass. */
const errorMs = 10_000;
const pinMs = 30_000;
const leastTries = 2;

/** Unlocks the SIM if it is locked and if that is safe. modem.md §2.7. */
export async function unlock(setup: Setup): Promise<NotReady | undefined> {
  const lock = await pollLock(setup);
  if (lock.kind === "none") {
    return lock.gone ? withoutSim(lock.reason) : later(lock.reason);
  }
  if (lock.state !== "SIM PIN") return judgeState(lock.state);
  // A modem that has just booted may ask without need, and drops a PIN that comes too early.
  await setup.conversation.pause(setup.quirks.pinSettleMs);
  const confirmed = await pollLock(setup);
  if (confirmed.kind === "none") return later(confirmed.reason);
  if (confirmed.state !== "SIM PIN") return judgeState(confirmed.state);
  const { pin } = setup.options;
  if (pin === undefined) {
    return operator("The SIM asks for its PIN: set the modem's pin");
  }
  if (!/^[0-9]{4,8}$/.test(pin.reveal())) {
    return operator("The modem's pin must be 4 to 8 digits");
  }
  return await enterOnce(setup, pin);
}

async function enterOnce(
  setup: Setup,
  pin: Secret,
): Promise<NotReady | undefined> {
  const sim = await simKey(setup);
  if (sim === undefined) {
    return operator(
      "The SIM is locked and neither SIM nor modem says its number, so attempts cannot be counted: switch the SIM's PIN off in a phone",
    );
  }
  const tries = await askTries(setup);
  if (tries !== undefined && tries < leastTries) {
    return operator(
      `PIN tries left on the SIM: ${tries}, too few to risk one: unlock it in a phone`,
    );
  }
  if (setup.conversation.broken) return later("The PIN was not entered");
  const ledger = new PinLedger(setup.options, { sim, pin });
  if (!ledger.allowed) {
    return operator(
      "The modem's pin was tried on this SIM before and did not unlock it, so it is not tried again: correct it, or unlock the SIM in a phone",
    );
  }
  return await enter(setup, { pin, ledger });
}

async function enter(
  setup: Setup,
  { pin, ledger }: { readonly pin: Secret; readonly ledger: PinLedger },
): Promise<NotReady | undefined> {
  const { conversation, quirks } = setup;
  try {
    await ledger.recordAttempt();
  } catch (error) {
    return later(`The PIN attempt could not be recorded: ${messageOf(error)}`);
  }
  const result = await conversation.ask({
    text: `AT+CPIN="${pin.reveal()}"`,
    shown: "AT+CPIN=***",
    timeoutMs: pinMs,
  });
  await conversation.pause(quirks.pinPauseMs);
  const lock = await pollLock(setup);
  if (lock.kind === "state" && lock.state === "READY") {
    // Were this lost, the next locked start would ask the operator: annoying, but safe.
    await ledger.recordAcceptance().catch((error) =>
      notice(setup, `The accepted PIN was not noted: ${messageOf(error)}`)
    );
    return undefined;
  }
  if (result.kind === "ok" && lock.kind === "none") return later(lock.reason);
  return operator(
    `The SIM did not accept the modem's pin (${
      outcome(result)
    }), which is not tried again: correct it, or unlock the SIM in a phone`,
  );
}

/** Asks until the SIM has a state, as long as that is worth it. */
async function pollLock({ conversation }: Setup): Promise<SimLock> {
  const began = conversation.elapsed;
  for (;;) {
    const result = await conversation.ask({
      text: "AT+CPIN?",
      timeoutMs: 5_000,
      expect: ["+CPIN:"],
      // Wavecom leaves out the OK, faucamp/python-gsmmodem#19.
      finalAfterInfoMs: 1_000,
    });
    const state = stateIn(result);
    if (state !== undefined && state !== "NOT READY") {
      return { kind: "state", state };
    }
    const reason = `The SIM's state is not known (${outcome(result)})`;
    const limitMs = isBusy(result) ? busyMs : errorMs;
    const over = conversation.elapsed - began >= limitMs;
    if (isMissing(result)) {
      return {
        kind: "none",
        reason: `No usable SIM (${outcome(result)}): insert one`,
        // One that fails (13, 15) may be helped by a reset; one that is not there is not.
        gone: result.kind === "error" && result.error.code === 10,
      };
    }
    if (over || conversation.broken) return { kind: "none", reason };
    await conversation.pause(pollMs);
  }
}

function stateIn(result: AtResult): string | undefined {
  const line = result.kind === "ok" ? result.info[0] : undefined;
  return line?.replace("+CPIN:", "").replaceAll('"', "").trim();
}

function isBusy(result: AtResult): boolean {
  if (result.kind === "ok") return true;
  return result.kind === "error" &&
    (busyCodes.includes(result.error.code ?? -1) ||
      /busy/i.test(result.error.text));
}

function isMissing(result: AtResult): boolean {
  return result.kind === "error" && result.error.source === "cme" &&
    [10, 13, 15].includes(result.error.code ?? -1);
}

function judgeState(state: string): NotReady | undefined {
  switch (state) {
    case "READY":
    // The second PIN guards fixed dialling and the like; messages go without it.
    case "SIM PIN2":
    case "SIM PUK2":
      return undefined;
    case "SIM PUK":
      return operator(
        "The SIM is blocked and asks for its PUK: put it into a phone and enter the PUK there",
      );
    case "NOT INSERTED":
      return withoutSim("No SIM: insert one");
    default:
      return operator(
        `The modem is locked (${state}): unlock it with its seller's code`,
      );
  }
}

/** What the SIM is known by: its own number, else its subscriber's, else the modem it sits in. */
async function simKey(setup: Setup): Promise<string | undefined> {
  const { identity } = setup;
  if (!identity) return undefined;
  const iccid = await askIccid(setup);
  if (iccid !== "") {
    setup.identity = { ...identity, iccid };
    return `iccid:${iccid}`;
  }
  await identifySim(setup);
  if (setup.identity?.imsi) return `imsi:${setup.identity.imsi}`;
  if (identity.imei === "") return undefined;
  notice(
    setup,
    `The locked SIM does not tell its number: the PIN attempt is remembered for the modem with IMEI ${identity.imei} instead`,
  );
  return `imei:${identity.imei}`;
}

/** How many PIN tries the SIM has left; undefined when the modem does not say. */
async function askTries(
  { conversation, quirks }: Setup,
): Promise<number | undefined> {
  for (const text of new Set([quirks.pinTries, "AT+CPINR"])) {
    const prefix = `${/^AT([^?=]*)/.exec(text)?.[1] ?? ""}:`;
    const answer = await conversation.query(text, { prefix });
    const tries = /(?:^|[\s,:])(\d{1,2})(?!\d)/.exec(answer ?? "")?.[1];
    if (tries !== undefined) return Number(tries);
  }
  return undefined;
}

function outcome(result: AtResult): string {
  switch (result.kind) {
    case "ok":
      return result.info[0] ?? "OK";
    case "error":
      return spellError(result.error);
    case "timeout":
      return "no answer";
    case "restarted":
      return "the modem restarted";
    case "lost":
    case "withheld":
      return result.reason;
    default:
      return result satisfies never;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
