import type { NetworkStatus } from "./driver.ts";
import {
  cms,
  digitSetter,
  type Entry,
  error,
  kept,
  ok,
  type SimAnswer,
} from "./simulator_answer.ts";
import { digitsOf } from "./simulator_card.ts";
import type { SimCommand } from "./simulator_input.ts";
import { newSettings, type SimContext } from "./simulator_settings.ts";
import { smsCommands } from "./simulator_sms_commands.ts";
import { ussdCommands } from "./simulator_ussd.ts";

/** Answers one command and changes the settings that it asks to change. */
export function answer(command: SimCommand, context: SimContext): SimAnswer {
  const entry = table.get(command.name);
  if (entry === undefined) return error;
  if (entry.needs !== undefined && context.card.state !== "READY") {
    return lockedAnswer(entry.needs, context);
  }
  return entry[command.form]?.(context, command.args) ?? error;
}

const noSim: SimAnswer = { kind: "cme", code: 10 };

function lockedAnswer(
  family: "cme" | "cms",
  { card }: SimContext,
): SimAnswer {
  if (!card.present) return family === "cms" ? cms(310) : noSim;
  const puk = card.state === "SIM PUK";
  if (family === "cms") return cms(puk ? 316 : 311);
  return { kind: "cme", code: puk ? 12 : 11 };
}

// ── the table ──────────────────────────────────────────────────────────────

const table: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ["E", flag((settings, on) => settings.echo = on)],
  ["V", flag((settings, on) => settings.verbose = on)],
  ["Q", flag((settings, on) => settings.quiet = on)],
  ["Z", { run: reset, set: reset }],
  ["&F", { run: reset, set: reset }],
  ["&W", { run: () => ok(), set: () => ok() }],
  ["I", { run: () => ok("cellpost simulator"), set: () => ok() }],
  ["+CGMI", identity("cellpost")],
  ["+CGMM", identity("simulator")],
  ["+CGMR", identity("1")],
  ["+CGSN", { run: ({ card }) => ok(`35${digitsOf(card.name, 10)}000`) }],
  ["+CMEE", {
    read: ({ settings }) => ok(`+CMEE: ${settings.errors}`),
    test: () => ok("+CMEE: (0-2)"),
    set: digitSetter(2, ({ settings }, digit) => settings.errors = digit),
  }],
  ["+CPIN", {
    read: ({ card }) => card.present ? ok(`+CPIN: ${card.state}`) : noSim,
    set: enterPin,
  }],
  ["+CPINR", {
    run: ({ card }) => ok(`+CPINR: SIM PIN,${card.pinTriesLeft},3`),
  }],
  ["+CFUN", {
    read: ({ settings }) => ok(`+CFUN: ${settings.functionality}`),
    test: () => ok("+CFUN: (0,1,4),(0,1)"),
    set: setFunctionality,
  }],
  ["+CIMI", { needs: "cme", run: ({ card }) => ok(card.imsi) }],
  ["+CNUM", {
    needs: "cme",
    run: ({ card }) => ok(`+CNUM: ,"${card.number}",145`),
  }],
  ["+CCID", {
    run: ({ card }) => card.present ? ok(`+CCID: ${card.iccid}`) : noSim,
  }],
  ["+CREG", registration("+CREG")],
  ["+CGREG", registration("+CGREG")],
  ["+CEREG", registration("+CEREG")],
  ["+CSQ", { run: ({ network }) => ok(`+CSQ: ${signal(network)},99`) }],
  ["+COPS", {
    needs: "cme",
    read: operator,
    test: ({ network }) =>
      ok(`+COPS: (2,"${network.operator}","sim","00101",7),,(0-4),(0-2)`),
    set: () => ok(),
  }],
  ["+CSCS", kept("+CSCS", '("GSM","IRA","UCS2")')],
  ...smsCommands,
  ...ussdCommands,
]);

// ── makers of entries ──────────────────────────────────────────────────────

function flag(
  change: (settings: SimContext["settings"], on: boolean) => void,
): Entry {
  const set = digitSetter(
    1,
    ({ settings }, digit) => change(settings, digit === 1),
  );
  return { run: set, set };
}

function identity(text: string): Entry {
  return { run: () => ok(text) };
}

function registration(name: string): Entry {
  return {
    test: () => ok(`${name}: (0-2)`),
    read: (context) => {
      const mode = context.settings.kept.get(name);
      return ok(`${name}: ${mode},${registrationCode(context)}`);
    },
    set: digitSetter(2, ({ settings }, digit) => {
      settings.kept.set(name, String(digit));
    }),
  };
}

// ── commands with more to them ─────────────────────────────────────────────

function reset({ settings }: SimContext): SimAnswer {
  const { functionality, serviceCentre } = settings;
  Object.assign(settings, newSettings(), { functionality, serviceCentre });
  return ok();
}

function enterPin(
  { card }: SimContext,
  [code = "", newPin]: readonly string[],
): SimAnswer {
  switch (card.state) {
    case "READY":
      return { kind: "cme", code: 3 };
    case "SIM PIN":
      return card.enterPin(code) ? ok() : { kind: "cme", code: 16 };
    case "NOT INSERTED":
      return noSim;
    case "SIM PUK":
      if (newPin === undefined) return { kind: "cme", code: 12 };
      return card.enterPuk(code, newPin) ? ok() : { kind: "cme", code: 16 };
    default:
      return card.state satisfies never;
  }
}

function setFunctionality(
  { settings }: SimContext,
  [level = "", restart = "0"]: readonly string[],
): SimAnswer {
  if (!["0", "1", "4"].includes(level)) return error;
  if (restart === "1") return { kind: "restart" };
  settings.functionality = Number(level);
  return ok();
}

/** TS 27.007 §7.2, `stat`. */
export function registrationCode(
  { card, settings, network }: SimContext,
): number {
  if (settings.functionality !== 1 || !card.present) return 0;
  switch (network.registration) {
    case "not registered":
      return 0;
    case "home":
      return 1;
    case "searching":
      return 2;
    case "denied":
      return 3;
    case "unknown":
      return 4;
    case "roaming":
      return 5;
    case "emergency only":
      return 8;
    default:
      return network.registration satisfies never;
  }
}

/** TS 27.007 §8.5: two decibels a step from -113 dBm, 99 unknown. */
function signal({ signalDbm }: NetworkStatus): number {
  return signalDbm === undefined ? 99 : Math.round((signalDbm + 113) / 2);
}

function operator(context: SimContext): SimAnswer {
  const registered = [1, 5].includes(registrationCode(context));
  return ok(
    registered ? `+COPS: 0,0,"${context.network.operator}",7` : "+COPS: 0",
  );
}
