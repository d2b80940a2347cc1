import assert from "node:assert/strict";
import fc from "fast-check";
import { byClock } from "../../tests/support/by_clock.ts";
import { helloPdu } from "../../tests/support/gsm_rig.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { SendResult } from "../model/mod.ts";
import { AtChannel } from "./at/mod.ts";
import { type MemoryPort, memoryPortPair } from "./serial/mod.ts";
import { SubmitDialogue } from "./submit_dialogue.ts";

/** What a modem says, of its own accord or not. */
interface Saying {
  readonly bytes: string;
  readonly afterMs: number;
}

/** A modem that babbles; `prompt` and `answer` are what it says to AT+CMGS and to the PDU, first to last. */
interface Babble {
  readonly noise: readonly Saying[];
  /** Whether it begins anew when it is through. */
  readonly endless: boolean;
  readonly obeys: boolean;
  readonly prompt: readonly Saying[];
  readonly answer: readonly Saying[];
}

const words = fc.constantFrom(
  "\r\nOK\r\n",
  "OK",
  "\r\nERROR\r\n",
  "\r\n+CMS ERROR: 500\r\n",
  "\r\n+CMS ERROR: 314\r\n",
  "\r\n+CMS ERROR: 304\r\n",
  "\r\n> ",
  ">",
  "\r\n",
  "+CMGS:",
  " 7",
  "\r\n+CMGS: 300\r\n",
  "\r\n+CMGS: -1\r\nOK\r\n",
  '\r\n+CMTI: "SM",3\r\n',
  "\r\n+CDS: 24\r\n",
  "0006D60B917228001011F1\r\n",
  '\r\n+CUSD: 0,"Menu\r\n> 1\r\n> 2",15\r\n',
  '\r\n+CUSD: 0,"Menu\r\n',
  "\r\nRDY\r\n",
  "AT\r\n",
  `${helloPdu.hex}\r\n`,
);
const bytes = fc.oneof(
  { weight: 4, arbitrary: words },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 9 })
      .map((octets) => String.fromCharCode(...octets)),
  },
);
const sayings = fc.array(
  fc.record({ bytes, afterMs: fc.constantFrom(0, 100, 900, 4_900, 40_000) }),
  { maxLength: 6 },
);
const babble: fc.Arbitrary<Babble> = fc.record({
  noise: sayings,
  endless: fc.boolean(),
  obeys: fc.boolean(),
  prompt: fc.oneof(sayings, fc.constant([{ bytes: "\r\n> ", afterMs: 20 }])),
  answer: fc.oneof(
    sayings,
    fc.constant([{ bytes: "\r\n+CMGS: 9\r\n\r\nOK\r\n", afterMs: 3_000 }]),
  ),
});

/** Once held the dialogue for ever. */
const sayingOkForEver: Babble = {
  noise: [{ bytes: "\r\nOK\r\n", afterMs: 0 }],
  endless: true,
  obeys: false,
  prompt: [{ bytes: "\r\n> ", afterMs: 20 }],
  answer: [],
};

/** Plays a `Babble` at the far end, and remembers what it said before and after it had the PDU. */
class BabblingModem {
  said = "";
  /** How much of it had been said when the last PDU was whole. */
  pduAt: number | undefined;
  #heard = "";
  readonly #port: MemoryPort;
  readonly #clock: ManualClock;
  readonly #babble: Babble;

  constructor(port: MemoryPort, clock: ManualClock, babble: Babble) {
    this.#port = port;
    this.#clock = clock;
    this.#babble = babble;
    this.#listen();
    this.#chatter();
  }

  #chatter(): void {
    const { noise, endless } = this.#babble;
    if (noise.length > 0) this.#say(noise, () => endless && this.#chatter());
  }

  /** A round takes a while, so that the clock goes on. */
  #say(sayings: readonly Saying[], then: () => void = () => {}): void {
    const [first, ...rest] = sayings;
    if (first === undefined) {
      this.#clock.after(1_500, then);
      return;
    }
    this.#clock.after(first.afterMs, () => {
      this.said += first.bytes;
      const octets = Uint8Array.from(first.bytes, (it) => it.charCodeAt(0));
      this.#port.write(octets).catch(() => {});
      this.#say(rest, then);
    });
  }

  async #listen(): Promise<void> {
    for (;;) {
      const read = await this.#port.read();
      if (read.kind === "lost") return;
      for (const octet of read.bytes) this.#hear(String.fromCharCode(octet));
    }
  }

  #hear(character: string): void {
    this.#heard += character;
    const { prompt, answer, obeys } = this.#babble;
    if (this.#heard.endsWith(`${helloPdu.hex}\x1a`)) {
      this.pduAt = this.said.length;
      this.#say(answer);
    } else if (this.#heard.endsWith(`AT+CMGS=${helloPdu.length}\r`)) {
      this.#say(prompt);
    } else if (this.#heard.endsWith("AT\r") && obeys) {
      this.#say([{ bytes: "\r\nOK\r\n", afterMs: 20 }]);
    }
  }
}

interface Told {
  readonly result: SendResult;
  readonly said: string;
  readonly pduAt: number | undefined;
}

async function submitTo(behaviour: Babble): Promise<readonly Told[]> {
  const clock = new ManualClock();
  const [near, far] = memoryPortPair();
  const modem = new BabblingModem(far, clock, behaviour);
  const channel = new AtChannel(near, { clock, observe: () => {} });
  const { signal } = new AbortController();
  const dialogue = new SubmitDialogue(channel, { clock, signal });
  const told: Told[] = [];
  for (let message = 0; message < 2; message++) {
    modem.pduAt = undefined;
    const beforePdu = () => Promise.resolve();
    // Fails when it takes longer than an hour.
    const result = await byClock(
      clock,
      dialogue.submit(helloPdu, { beforePdu }),
    );
    told.push({ result, said: modem.said, pduAt: modem.pduAt });
  }
  channel.close();
  return told;
}

/** The lines that ended after a moment, as a person would read them. */
function linesSince(said: string, since: number): readonly string[] {
  const lines: string[] = [];
  let begin = 0;
  for (let at = 0; at < said.length; at++) {
    if (!/[\r\n]/.test(said.charAt(at))) continue;
    if (at >= since) lines.push(said.slice(begin, at));
    begin = at + 1;
  }
  // deno-lint-ignore no-control-regex -- what modems echo and send while they boot
  return lines.map((it) => it.replace(/[\0\x1a\x1b]/g, ""))
    .map((it) => it.replace(/^(?:> ?)+/, ""));
}

Deno.test("submit() comes to an end whatever a modem babbles, and says neither sent nor refused without a line of its own for it", async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(babble, async (behaviour) => {
      for (const { result, said, pduAt } of await submitTo(behaviour)) {
        kinds.add(result.kind);
        const lines = pduAt === undefined ? [] : linesSince(said, pduAt);
        switch (result.kind) {
          case "sent":
            assert.ok(result.reference >= 0 && result.reference <= 255);
            assert.ok(lines.some((it) => it.startsWith("+CMGS:")));
            break;
          case "uncertain":
            assert.notEqual(pduAt, undefined);
            break;
          case "retry":
          case "rejected":
            // Else it would be sent twice, and not marked so.
            if (pduAt === undefined) break;
            assert.ok(lines.some((it) => it.includes("ERROR")));
            break;
          default:
            result satisfies never;
        }
      }
    }),
    { numRuns: 100, examples: [[sayingOkForEver]] },
  );
  assert.ok(kinds.has("sent") && kinds.has("uncertain") && kinds.has("retry"));
});
