import assert from "node:assert/strict";
import fc from "fast-check";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import {
  addressOf,
  encodeDeliver,
  segmentMessage,
  timestampOf,
  userDataOf,
} from "../sms/mod.ts";
import { memoryPortPair, type SerialPort } from "./serial/mod.ts";
import { simulateModem, type Simulator } from "./simulator.ts";
import { SimCard } from "./simulator_card.ts";
import { type SimBehaviour, wellBehaved } from "./simulator_options.ts";
import { type ArrivedMessage, Phones } from "./simulator_phones.ts";
import type { FaultPlan } from "./simulator_plan.ts";

interface TerminalOptions {
  readonly behaviour?: Partial<SimBehaviour>;
  readonly card?: SimCard;
  readonly plan?: FaultPlan;
}

/** A person at the near end, who types and reads. */
class Terminal implements Disposable {
  readonly clock = new ManualClock();
  readonly arrived: ArrivedMessage[] = [];
  readonly modem: Simulator;
  readonly #port: SerialPort;
  #heard = "";

  constructor({ behaviour, card, plan }: TerminalOptions = {}) {
    const [near, far] = memoryPortPair();
    this.#port = near;
    this.modem = simulateModem(far, {
      clock: this.clock,
      card: card ?? new SimCard("test", { pin: behaviour?.pin ?? "" }),
      phones: new Phones({ onMessage: (it) => this.arrived.push(it) }),
      behaviour: { ...wellBehaved, ...behaviour },
      ...(plan && { plan }),
    });
    this.#listen();
  }

  /** Types as it is and tells what came back, every CR LF as "|". */
  async type(text: string): Promise<string> {
    this.#heard = "";
    await this.#port.write(new TextEncoder().encode(text));
    return this.hear();
  }

  /** What has come since the last `type`. */
  async hear(): Promise<string> {
    await settle();
    return this.#heard.replaceAll("\r\n", "|").replaceAll("\r", "^");
  }

  /** Types one command line. */
  command(line: string): Promise<string> {
    return this.type(`${line}\r`);
  }

  /** Sends an SMS by the book, echo off; tells each segment's last answer. */
  async send(recipient: string, text: string): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const { hex, length } of submits(recipient, text)) {
      assert.equal(await this.command(`AT+CMGS=${length}`), "|> ");
      answers.push(await this.type(`${hex}\x1a`));
    }
    return answers;
  }

  async #listen(): Promise<void> {
    for (;;) {
      const read = await this.#port.read();
      if (read.kind === "lost") return;
      this.#heard += new TextDecoder().decode(read.bytes);
    }
  }

  [Symbol.dispose](): void {
    this.#port.close();
  }
}

function submits(recipient: string, text: string, reference = 7) {
  return segmentMessage(text, {
    recipient,
    reference,
    referenceBits: 8,
    flash: false,
    statusReport: true,
  });
}

/** A terminal as a driver leaves it: no echo, errors in numbers, reports on. */
async function quietTerminal(options?: TerminalOptions): Promise<Terminal> {
  const terminal = new Terminal(options);
  await terminal.command("ATE0");
  await terminal.command("AT+CMEE=1");
  return terminal;
}

const phone = "+491711234567";

Deno.test("the simulator echoes until ATE0, and answers in the form that ATV and ATQ ask for", async () => {
  using terminal = new Terminal();
  assert.equal(await terminal.command("AT"), "AT^|OK|");
  assert.equal(await terminal.command("ATE0"), "ATE0^|OK|");
  assert.equal(await terminal.command("at"), "|OK|");
  assert.equal(await terminal.command("ATV0"), "0^");
  assert.equal(await terminal.command("AT+NONSENSE"), "4^");
  assert.equal(await terminal.command("ATV1Q1"), "");
  assert.equal(await terminal.command("AT"), "");
  assert.equal(await terminal.command("ATZ"), "|OK|");
  assert.equal(await terminal.command("AT"), "AT^|OK|");
});

Deno.test("the simulator ignores what is no command", async () => {
  using terminal = await quietTerminal();
  assert.equal(await terminal.type("\x1b\r\x00\xff garbage\r"), "");
  assert.equal(await terminal.type("\x1bA"), "");
  assert.equal(await terminal.type("T\r\n"), "|OK|");
});

const answers: Readonly<Record<string, string>> = {
  "AT+CGMI": "cellpost|",
  "AT+CGMM": "simulator|",
  "AT+CPIN?": "+CPIN: READY|",
  "AT+CFUN?": "+CFUN: 1|",
  "AT+CMGF=0": "",
  "AT+CMGF?": "+CMGF: 0|",
  'AT+CSCS="GSM"': "",
  "AT+CREG?": "+CREG: 0,1|",
  "AT+CEREG=2;+CEREG?": "+CEREG: 2,1|",
  "AT+CSQ": "+CSQ: 21,99|",
  "AT+COPS?": '+COPS: 0,0,"Simulated",7|',
  "AT+CSCA?": '+CSCA: "+491710760000",145|',
  'AT+CSCA="+4912345";+CSCA?': '+CSCA: "+4912345",145|',
  'AT+CPMS="SM","SM","SM"': "+CPMS: 0,20,0,20,0,20|",
  "AT+CSMS=1": "+CSMS: 1,1,1|",
  "AT+CNMI=?": "+CNMI: (0-2),(0-2),(0,2),(0,1),(0,1)|",
  "AT+CNMI=2,1,0,1,0;+CNMI?": "+CNMI: 2,1,0,1,0|",
  "AT+CMMS=2": "",
  "AT+CMGL=4": "",
};

for (const [line, expected] of Object.entries(answers)) {
  Deno.test(`the simulator answers ${line}`, async () => {
    using terminal = await quietTerminal();
    const lines = expected === "" ? "" : `|${expected}`;
    assert.equal(await terminal.command(line), `${lines}|OK|`);
  });
}

const refusals: Readonly<Record<string, string>> = {
  "AT^CURC=0": "ERROR",
  "AT+CNMI=2,1,0,2,0": "+CMS ERROR: 303",
  'AT+CPMS="ME"': "+CMS ERROR: 302",
  "AT+CMGR=1": "+CMS ERROR: 321",
  "AT+CNMA": "+CMS ERROR: 340",
  "AT+CMGS=3": "+CMS ERROR: 304",
  "AT+CMGS": "ERROR",
  'AT+CPIN="1234"': "+CME ERROR: 3",
  "AT+CMGF=7": "ERROR",
};

for (const [line, expected] of Object.entries(refusals)) {
  Deno.test(`the simulator refuses ${line}`, async () => {
    using terminal = await quietTerminal();
    assert.equal(await terminal.command(line), `|${expected}|`);
  });
}

Deno.test("the simulator hands an SMS to its phone and counts references round", async () => {
  const card = new SimCard("test", { lastReference: 254 });
  using terminal = await quietTerminal({ card });
  assert.deepEqual(await terminal.send(phone, "Grüße €"), [
    "|+CMGS: 255||OK|",
  ]);
  assert.deepEqual(await terminal.send(phone, "Привет"), ["|+CMGS: 0||OK|"]);
  assert.deepEqual(
    terminal.arrived.map(({ recipient, text }) => [recipient, text]),
    [[phone, "Grüße €"], [phone, "Привет"]],
  );
});

Deno.test("the simulator answers a report where SRR and CNMI ask for it", async () => {
  const card = new SimCard("test", { lastReference: 16 });
  const behaviour = { reportDelayMs: 1000 };
  using terminal = await quietTerminal({ card, behaviour });
  await terminal.command("AT+CNMI=2,1,0,1,0");
  await terminal.send(phone, "Hi");
  assert.equal(await terminal.hear(), "|+CMGS: 17||OK|");
  await terminal.clock.advance(1000);
  // 2026-11-23T08:00:00Z and a second later, the digits of each octet swapped.
  const [taken, delivered] = ["62113280000000", "62113280001000"];
  assert.equal(
    await terminal.hear(),
    `|+CMGS: 17||OK||+CDS: 25||0006110C91947111325476${taken}${delivered}00|`,
  );
});

Deno.test("a simulator that keeps its reports announces them, and offers nothing else", async () => {
  const behaviour = { storesReports: true };
  using terminal = await quietTerminal({ behaviour });
  assert.match(await terminal.command("AT+CNMI=?"), /,\(0,2\),\(0,1\)\|\|OK/);
  assert.equal(
    await terminal.command("AT+CNMI=2,1,0,1,0"),
    "|+CMS ERROR: 303|",
  );
  assert.equal(await terminal.command("AT+CNMI=2,1,0,2,0"), "|OK|");
  await terminal.send(phone, "Hi");
  assert.equal(await terminal.hear(), '|+CMGS: 0||OK||+CDSI: "SM",1|');
  assert.match(
    await terminal.command("AT+CMGR=1"),
    /^\|\+CMGR: 0,,25\|\|00060{2}/,
  );
});

Deno.test("the simulator finds fault with PDUs", async () => {
  using terminal = await quietTerminal();
  const [{ hex, length } = { hex: "", length: 0 }] = submits(phone, "Hello");
  const judge = async (announced: number, pdu: string) => {
    assert.equal(await terminal.command(`AT+CMGS=${announced}`), "|> ");
    return terminal.type(`${pdu}\x1a`);
  };
  assert.equal(await judge(length + 1, hex), "|+CMS ERROR: 304|");
  assert.equal(
    await judge(length, `${hex.slice(0, -1)}G`),
    "|+CMS ERROR: 305|",
  );
  assert.equal(await judge(length, `${hex}\r`), "|+CMS ERROR: 305|");
  assert.equal(await judge(length + 1, `${hex}00`), "|+CMS ERROR: 304|");
  assert.equal(await judge(length - 1, hex.slice(0, -2)), "|+CMS ERROR: 304|");
  assert.equal(await judge(length, ""), "|+CMS ERROR: 304|");
  assert.deepEqual(terminal.arrived, []);
});

Deno.test("the simulator leaves a prompt by ESC with an OK that means nothing", async () => {
  using terminal = await quietTerminal();
  await terminal.command("AT+CMGS=20");
  assert.equal(await terminal.type("0011\x1b"), "|OK|");
  assert.equal(await terminal.command("AT"), "|OK|");
});

Deno.test("the simulator takes its latency between Ctrl-Z and +CMGS, deaf meanwhile", async () => {
  using terminal = await quietTerminal({ behaviour: { latencyMs: 100 } });
  assert.deepEqual(await terminal.send(phone, "Hi"), [""]);
  assert.equal(await terminal.command("AT"), "");
  await terminal.clock.advance(99);
  assert.equal(await terminal.hear(), "");
  await terminal.clock.advance(1);
  assert.equal(await terminal.hear(), "|+CMGS: 0||OK||OK|");
});

Deno.test("the simulator refuses as often as it is told, the same for the same seed", async () => {
  const outcomes = async () => {
    const behaviour = { fail: 0.5, error: 42, seed: 3 };
    using terminal = await quietTerminal({ behaviour });
    const all: string[] = [];
    for (const _sms of Array(40).keys()) {
      all.push(...await terminal.send(phone, "Hi"));
    }
    return all;
  };
  const first = await outcomes();
  const refused = first.filter((it) => it === "|+CMS ERROR: 42|").length;
  assert.ok(refused > 10 && refused < 30);
  assert.deepEqual(await outcomes(), first);
});

Deno.test("the simulator sends nothing without network or SMSC", async () => {
  using terminal = await quietTerminal({
    behaviour: { registration: "searching" },
  });
  assert.equal(await terminal.command("AT+CREG?"), "|+CREG: 0,2||OK|");
  assert.deepEqual(await terminal.send(phone, "Hi"), ["|+CMS ERROR: 331|"]);
  await terminal.command("AT+CREG=1");
  terminal.modem.setNetwork({ registration: "roaming" });
  assert.equal(await terminal.hear(), "|OK||+CREG: 5|");
  await terminal.command("AT+CFUN=4");
  assert.equal(await terminal.command("AT+CREG?"), "|+CREG: 1,0||OK|");
  await terminal.command("AT+CFUN=1");
  assert.deepEqual(await terminal.send(phone, "Hi"), ["|+CMGS: 0||OK|"]);
});

Deno.test("the simulator asks for its PIN thrice, then for its PUK", async () => {
  using terminal = await quietTerminal({ behaviour: { pin: "1234" } });
  assert.equal(await terminal.command("AT+CPIN?"), "|+CPIN: SIM PIN||OK|");
  assert.equal(await terminal.command("AT+CMGF=0"), "|+CMS ERROR: 311|");
  assert.equal(await terminal.command("AT+CIMI"), "|+CME ERROR: 11|");
  for (const _try of Array(3).keys()) {
    assert.equal(await terminal.command('AT+CPIN="0"'), "|+CME ERROR: 16|");
  }
  assert.equal(await terminal.command("AT+CPIN?"), "|+CPIN: SIM PUK||OK|");
  assert.equal(await terminal.command('AT+CPIN="1234"'), "|+CME ERROR: 12|");
  assert.equal(await terminal.command("AT+CMGF=0"), "|+CMS ERROR: 316|");
  assert.equal(await terminal.command('AT+CPIN="12345678","4321"'), "|OK|");
  assert.equal(await terminal.command("AT+CPIN?"), "|+CPIN: READY||OK|");
});

Deno.test("the simulator forgets its settings when it restarts, and says that it did", async () => {
  using terminal = await quietTerminal({
    behaviour: { pin: "1234", bootMs: 5000 },
  });
  assert.equal(await terminal.command("AT"), "");
  await terminal.clock.advance(5000);
  await terminal.command("ATE0");
  assert.equal(await terminal.command('AT+CPIN="1234"'), "|OK|");
  assert.equal(await terminal.command("AT+CFUN=1,1"), "|OK|");
  assert.equal(await terminal.command("AT"), "");
  await terminal.clock.advance(5000);
  assert.equal(
    await terminal.hear(),
    "|RDY||+CFUN: 1||+CPIN: SIM PIN|",
  );
  assert.equal(await terminal.command("AT"), "AT^|OK|");
});

Deno.test("the simulator stores what it receives and lists, shows and deletes it", async () => {
  using terminal = await quietTerminal();
  await terminal.command("AT+CNMI=2,1,0,1,0");
  const pdu = encodeDeliver({
    originator: addressOf(phone),
    serviceCentreTime: timestampOf(terminal.clock.now()),
    userData: userDataOf("Hello back"),
  });
  assert.equal(terminal.modem.deliver(pdu), true);
  assert.equal(await terminal.hear(), '|OK||+CMTI: "SM",1|');
  const shown = `1,${0},,${pdu.length}||${pdu.hex}|`;
  assert.equal(await terminal.command("AT+CMGL=4"), `|+CMGL: ${shown}|OK|`);
  assert.equal(
    await terminal.command("AT+CMGR=1"),
    `|+CMGR: 1,,${pdu.length}||${pdu.hex}||OK|`,
  );
  assert.equal(await terminal.command("AT+CMGD=1"), "|OK|");
  assert.equal(await terminal.command("AT+CMGD=1"), "|+CMS ERROR: 321|");
});

Deno.test("the simulator does what its fault plan says, at each step", async () => {
  const faults: FaultPlan = (step) => {
    if (step.at === "command" && step.line === "AT+CSQ") {
      return { instead: "\0\r\r\n+CSQ: 9", after: "9,99\r\nOK\r\n" };
    }
    if (step.at === "prompt") return { delayMs: 20_000, after: "\r\nRING\r\n" };
    if (step.at === "accepted") return { instead: "\r\nOK\r\n" };
    return undefined;
  };
  using terminal = await quietTerminal({ plan: faults });
  assert.equal(await terminal.command("AT+CSQ"), "\0^|+CSQ: 99,99|OK|");
  const [{ hex, length } = { hex: "", length: 0 }] = submits(phone, "Hi");
  assert.equal(await terminal.command(`AT+CMGS=${length}`), "");
  await terminal.clock.advance(20_000);
  assert.equal(await terminal.hear(), "|> |RING|");
  assert.equal(await terminal.type(`${hex}\x1a`), "|OK|");
  assert.equal(terminal.arrived.length, 1);
});

Deno.test("the simulator is gone, timers and all, once its port is", async () => {
  const terminal = await quietTerminal({ behaviour: { latencyMs: 100 } });
  await terminal.send(phone, "Hi");
  assert.equal(terminal.clock.pending, 1);
  terminal[Symbol.dispose]();
  await terminal.modem.gone;
  assert.equal(terminal.clock.pending, 0);
});

Deno.test("the simulator understands the same at any chunking", async () => {
  const [{ hex, length } = { hex: "", length: 0 }] = submits(phone, "Chunked");
  const dialogue = `ATE0\rAT+CSQ\rAT+CMGS=${length}\r${hex}\x1aAT\r`;
  const cuts = fc.uniqueArray(fc.nat(dialogue.length), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(cuts, async (places) => {
      using terminal = new Terminal();
      let heard = "";
      const ends = [...places.toSorted((a, b) => a - b), dialogue.length];
      for (const [index, end] of ends.entries()) {
        heard += await terminal.type(dialogue.slice(ends[index - 1] ?? 0, end));
      }
      assert.equal(
        heard,
        "ATE0^|OK||+CSQ: 21,99||OK||> |+CMGS: 0||OK||OK|",
      );
      assert.deepEqual(terminal.arrived.map(({ text }) => text), ["Chunked"]);
    }),
    { numRuns: 30 },
  );
});
