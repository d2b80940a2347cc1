import type { AtCommand, AtResult } from "./at/mod.ts";
import type { Break } from "./conversation.ts";
import type { NetworkStatus } from "./driver.ts";
import { identify, identifySim } from "./identify.ts";
import { chooseStorage } from "./message_storage.ts";
import { unlock } from "./pin.ts";
import { canSend, readNetwork, showNetwork } from "./registration.ts";
import { routeReports } from "./report_routing.ts";
import { setServiceCentre } from "./service_centre.ts";
import { askSimFacts } from "./sim_facts.ts";
import {
  later,
  notice,
  type NotReady,
  type Setup,
  type Stage,
} from "./setup.ts";
import { refuseWrongModem, refuseWrongSim } from "./wanted_modem.ts";

/** modem.md §2.3 in its order, but the radio before the PIN: with CFUN=0 a SIM has no power and no state. */
const stages: readonly Stage[] = [
  wake,
  speakPlainly,
  identify,
  refuseWrongModem,
  sendInit,
  switchRadioOn,
  refuseWrongSim,
  unlock,
  choosePduMode,
  identifySim,
  register,
  setServiceCentre,
  chooseStorage,
  routeReports,
  holdLink,
  tellFacts,
];

/** Every time of the sequence, in milliseconds, and its counts. */
const times = {
  knockMs: 1_000,
  knocks: 10,
  radioMs: 15_000,
  pduModeTries: 10,
  pduModePauseMs: 1_000,
  /** A modem that was switched on just now mostly finds its network within this. */
  settleMs: 20_000,
  registrationPauseMs: 1_000,
} as const;

/** Runs all stages; says why the modem cannot be used, or nothing when it can. */
export async function runStages(setup: Setup): Promise<NotReady | undefined> {
  for (const stage of stages) {
    const trouble = await stage(setup);
    const { broken } = setup.conversation;
    if (broken) return brokenOff(broken, setup);
    if (trouble) return trouble;
  }
  return undefined;
}

function brokenOff(broken: Break, { network }: Setup): NotReady {
  switch (broken.kind) {
    case "stopped":
      return later(
        network && !canSend(network)
          ? notRegistered(network)
          : "Stopped while the modem was being set up",
      );
    case "lost":
      return later(`The port was lost: ${broken.reason}`);
    case "restarted":
      return later(
        `The modem restarted (${broken.by}) while it was being set up: check its power supply`,
      );
    case "deaf":
      return later(
        `The modem stopped answering at ${broken.command}: if that repeats, replug it`,
      );
    default:
      return broken satisfies never;
  }
}

// ── stages ─────────────────────────────────────────────────────────────────

async function wake(setup: Setup): Promise<NotReady | undefined> {
  const heard = new Set<string>();
  for (let knock = 0; knock < times.knocks; knock++) {
    const result = await setup.conversation.ask(knockOf(knock));
    if (result.kind === "ok") {
      // It may answer the first of them now, and the others later: each would be taken for the answer to what is asked next.
      if (knock > 0) setup.conversation.resync();
      return undefined;
    }
    if (result.kind === "lost" || result.kind === "restarted") return undefined;
    heard.add(hearing(result));
  }
  return later(deafness(setup.port, heard));
}

// ESC leaves a prompt that an earlier process left open. Later on, Ctrl-Z ends a PDU that does not heed the ESC (too short
// to be sent), and Q0 V1 wakes a modem whose answers were switched off or to numbers.
function knockOf(knock: number): AtCommand {
  const common = { timeoutMs: times.knockMs, probe: true };
  switch (knock) {
    case 0:
      return { ...common, text: "AT", lead: "\x1b\r" };
    case 3:
      return { ...common, text: "AT", lead: "\x1a\r" };
    case 5:
      return { ...common, text: "ATQ0V1E0" };
    default:
      return { ...common, text: "AT" };
  }
}

function hearing(result: AtResult): string {
  return result.kind === "timeout" ? result.heard : "other";
}

function deafness(port: string, heard: ReadonlySet<string>): string {
  if (heard.has("other")) {
    return `Nothing but noise from port "${port}": check baud, and that no other program uses the port`;
  }
  if (heard.has("echo")) {
    return `Port "${port}" only echoes: no modem behind it, or not its AT port; try its other ports`;
  }
  return `No answer to AT on port "${port}": check power, port and baud; a modem with several ports answers on one of them only`;
}

async function speakPlainly({ conversation }: Setup): Promise<undefined> {
  // One by one: a joined line hides which part failed.
  for (const text of ["ATE0", "ATV1", "ATQ0", "AT+CMEE=1"]) {
    await conversation.tell(text, 2_000);
  }
}

async function sendInit({ conversation, quirks }: Setup): Promise<undefined> {
  for (const text of quirks.init) await conversation.tell(text, 3_000);
}

async function switchRadioOn(
  { conversation, quirks }: Setup,
): Promise<NotReady | undefined> {
  const level = await conversation.query("AT+CFUN?", {
    prefix: "+CFUN:",
    timeoutMs: times.radioMs,
  });
  if (level === undefined || !/^[04]\b/.test(level)) return undefined;
  if (await conversation.tell("AT+CFUN=1", times.radioMs)) {
    await conversation.pause(quirks.radioSettleMs);
    return undefined;
  }
  return later(
    `The modem's radio is off (CFUN ${level}) and stays so: check a flight mode switch, replug the modem`,
  );
}

async function choosePduMode(
  { conversation }: Setup,
): Promise<NotReady | undefined> {
  for (let tries = 0; tries < times.pduModeTries; tries++) {
    if (await conversation.tell("AT+CMGF=0")) return undefined;
    if (conversation.broken) return undefined;
    // Refused until the modem's SMS part has started, which takes SIMCom several seconds after the SIM.
    await conversation.pause(times.pduModePauseMs);
  }
  return later(
    "The modem refuses PDU mode (AT+CMGF=0): its firmware may have no SMS, or the SIM is not ready yet",
  );
}

async function register(setup: Setup): Promise<NotReady | undefined> {
  const { conversation } = setup;
  const began = conversation.elapsed;
  for (;;) {
    const { network, dataOnly } = await readNetwork(conversation);
    setup.network = network;
    if (dataOnly) {
      notice(
        setup,
        "Registered for data only (LTE): whether SMS go out is up to the operator",
      );
    }
    if (canSend(network) || conversation.broken) return undefined;
    // From here on the fleet waits, by regular checks: a network that is away for hours is no reason for resets.
    if (conversation.elapsed - began >= times.settleMs) return undefined;
    await conversation.pause(times.registrationPauseMs);
  }
}

function notRegistered(network: NetworkStatus): string {
  return `Not registered in a network: ${
    showNetwork(network)
  }; check antenna and SIM`;
}

async function holdLink({ conversation, quirks }: Setup): Promise<undefined> {
  // Keeps the radio link up between the segments of a message; a modem that cannot is only slower.
  if (quirks.linkHold) await conversation.tell("AT+CMMS=2", 2_000);
}

async function tellFacts({ conversation, options }: Setup): Promise<undefined> {
  if (options.learn === undefined) return;
  const facts = await askSimFacts(conversation);
  if (!conversation.broken) options.learn(facts);
}
