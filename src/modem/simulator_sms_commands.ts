import {
  cms,
  digitOf,
  digitSetter,
  type Entry,
  error,
  kept,
  ok,
  type SimAnswer,
} from "./simulator_answer.ts";
import type { StoredSms } from "./simulator_card.ts";
import type { SimContext } from "./simulator_settings.ts";

/** The commands of TS 27.005, in PDU mode. */
export const smsCommands: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ["+CMMS", kept("+CMMS", "(0-2)")],
  ["+CSMS", {
    needs: "cms",
    read: ({ settings }) => ok(`+CSMS: ${settings.kept.get("+CSMS")}`),
    test: () => ok("+CSMS: (0,1)"),
    set: setService,
  }],
  ["+CMGF", {
    needs: "cms",
    read: ({ settings }) => ok(`+CMGF: ${settings.textMode ? 1 : 0}`),
    test: () => ok("+CMGF: (0,1)"),
    set: digitSetter(1, ({ settings }, digit) => {
      settings.textMode = digit === 1;
    }),
  }],
  ["+CSCA", {
    needs: "cms",
    read: ({ settings: { serviceCentre } }) =>
      ok(
        `+CSCA: "${serviceCentre}",${
          serviceCentre.startsWith("+") ? 145 : 129
        }`,
      ),
    set: setServiceCentre,
  }],
  ["+CPMS", {
    needs: "cms",
    read: (context) => ok(`+CPMS: ${thrice(`"SM",${usage(context)}`)}`),
    test: () => ok(`+CPMS: ${thrice('("SM")')}`),
    set: (context, memories) =>
      memories.every((memory) => memory === "SM")
        ? ok(`+CPMS: ${thrice(usage(context))}`)
        : cms(302),
  }],
  ["+CNMI", {
    needs: "cms",
    read: ({ settings }) => ok(`+CNMI: ${settings.indications.join()}`),
    test: ({ reportRouting }) =>
      ok(`+CNMI: (0-2),(0-2),(0,2),(0,${reportRouting}),(0,1)`),
    set: setIndications,
  }],
  ["+CNMA", {
    needs: "cms",
    // TS 27.005 §3.4.4: an acknowledgement is expected in phase 2+ only.
    run: ({ settings }) =>
      settings.kept.get("+CSMS")?.startsWith("1") ? ok() : cms(340),
  }],
  ["+CMGS", { needs: "cms", set: startSubmit }],
  ["+CMGL", { needs: "cms", run: list, set: list, test: () => ok("(0-4)") }],
  ["+CMGR", { needs: "cms", set: show }],
  ["+CMGD", { needs: "cms", set: remove }],
]);

function setService(
  { settings }: SimContext,
  [text = ""]: readonly string[],
): SimAnswer {
  const service = digitOf(text, 1);
  if (service === undefined) return error;
  settings.kept.set("+CSMS", `${service},1,1,1`);
  return ok("+CSMS: 1,1,1");
}

function setServiceCentre(
  { settings }: SimContext,
  [number = ""]: readonly string[],
): SimAnswer {
  if (!/^\+?[0-9]{3,15}$/.test(number)) return cms(305);
  settings.serviceCentre = number;
  return ok();
}

function setIndications(
  { reportRouting, settings }: SimContext,
  args: readonly string[],
): SimAnswer {
  const most = [2, 2, 2, reportRouting, 1];
  const values = args.map(Number);
  const allowed = values.length <= most.length &&
    values.every((value, index) =>
      Number.isInteger(value) && value >= 0 && value <= (most[index] ?? 0)
    ) && [0, reportRouting].includes(values[3] ?? 0);
  if (!allowed) return cms(303);
  settings.indications = most.map((_, index) => values[index] ?? 0);
  return ok();
}

// TS 23.040 §9.2.2.2: no SUBMIT is shorter than one without user data, or longer than 140 octets of it.
const shortestSubmit = 7;
const longestSubmit = 164;

function startSubmit(
  { settings }: SimContext,
  [argument = ""]: readonly string[],
): SimAnswer {
  if (settings.textMode) return cms(303);
  const length = Number(argument);
  const possible = /^[0-9]+$/.test(argument) && length >= shortestSubmit &&
    length <= longestSubmit;
  return possible ? { kind: "prompt", length } : cms(304);
}

// ── stored SMS ─────────────────────────────────────────────────────────────

function thrice(text: string): string {
  return [text, text, text].join();
}

function usage({ card }: SimContext): string {
  return `${card.messages.size},${card.capacity}`;
}

const sentCopy = 3;
const all = 4;

/** TS 27.005 §3.1, `stat`. */
function statusOf({ outgoing, read }: StoredSms): number {
  return outgoing ? sentCopy : Number(read);
}

function list(
  { card, settings }: SimContext,
  [status = "0"]: readonly string[],
): SimAnswer {
  if (settings.textMode) return cms(303);
  const wanted = Number(status);
  const lines: string[] = [];
  for (const [place, message] of card.messages) {
    const state = statusOf(message);
    if (wanted !== all && wanted !== state) continue;
    lines.push(`+CMGL: ${place},${state},,${message.pdu.length}`);
    lines.push(message.pdu.hex);
    card.markRead(place);
  }
  return ok(...lines);
}

function show(
  { card, settings }: SimContext,
  [place = ""]: readonly string[],
): SimAnswer {
  if (settings.textMode) return cms(303);
  const message = card.messages.get(Number(place));
  if (message === undefined) return cms(321);
  card.markRead(Number(place));
  const state = statusOf(message);
  return ok(`+CMGR: ${state},,${message.pdu.length}`, message.pdu.hex);
}

function remove(
  { card }: SimContext,
  [place = "", flag = "0"]: readonly string[],
): SimAnswer {
  if (flag === "0") return card.delete(Number(place)) ? ok() : cms(321);
  for (const [each, message] of card.messages) {
    if (flag === "4" || message.read) card.delete(each);
  }
  return ok();
}
