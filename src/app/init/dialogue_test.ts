import assert from "node:assert/strict";
import fc from "fast-check";
import { firstConfigProblems, firstDefaults } from "../../config/mod.ts";
import { roomJudges } from "../commands/options.ts";
import { askAll } from "./ask.ts";
import { begin, type InitEvent, type InitState, step } from "./dialogue.ts";
import { type Answered, askedOf, type InitFacts } from "./questions.ts";

const facts: InitFacts = {
  country: "SE",
  networks: ["192.168.1.0/24"],
  privileged: false,
  modems: [{ value: "imei:356938035643809", label: "Huawei E3372" }],
};

/** Answers one line after the other. */
function play(
  lines: readonly string[],
  { given = {}, known = facts }: {
    readonly given?: Answered;
    readonly known?: InitFacts;
  } = {},
): InitState {
  let state = begin(given);
  for (const text of lines) state = step(state, { kind: "line", text }, known);
  return state;
}

Deno.test("empty answers take what is offered, and no test goes to nobody", () => {
  assert.deepEqual(play(["", "", "", "", ""]), {
    kind: "answered",
    answers: { ...firstDefaults, country: "SE", modem: "imei:356938035643809" },
    test: false,
  });
});

Deno.test("answers are chosen by number or typed as people write them", () => {
  assert.deepEqual(
    play([" sweden ", "2", "3", "2", "070-174 06 05", "yes"]),
    {
      kind: "answered",
      answers: {
        country: "SE",
        allow: ["127.0.0.0/8", "::1/128", "192.168.1.0/24"],
        listen: "0.0.0.0:25",
        modem: "auto",
        admin: "+46701740605",
      },
      test: true,
    },
  );
  const typed = play(["-", "10.0.0.7 fd00::/8,10.0.0.7", ":2526", "COM3", "-"]);
  assert.deepEqual(typed, {
    kind: "answered",
    answers: {
      country: "",
      allow: ["127.0.0.0/8", "::1/128", "10.0.0.7", "fd00::/8"],
      listen: ":2526",
      modem: "COM3",
      admin: "",
    },
    test: false,
  });
});

Deno.test("what will not do is told in one line, and asked again", () => {
  const given: readonly (readonly [Answered, string, RegExp])[] = [
    [{}, "Narnia", /^"Narnia" is no country: .* - for none$/],
    [{ country: "SE" }, "everybody", /^"everybody" is no address and no netw/],
    [{ country: "SE" }, "10.0.0.0/33", /^"10.0.0.0\/33" is no address/],
    [{ country: "SE" }, ",", /^"," is no address/],
    [
      { country: "SE", allow: ["::1"] },
      "0.0.0.0:99999",
      /is nowhere to listen/,
    ],
  ];
  for (const [answers, typed, text] of given) {
    const state = play([typed], { given: answers });
    assert.ok(state.kind === "asking", typed);
    assert.match(state.trouble ?? "", text);
    assert.ok(!state.trouble?.includes("\n"));
    assert.deepEqual(state.answers, answers, "nothing is taken of it");
  }
  const upTo = { country: "SE", allow: ["::1"], listen: ":25" };
  for (
    const [modem, text] of [
      ["ttyUSB0", /^"ttyUSB0" is no port: /],
      ["sim:latency=soon", /^"sim:latency=soon" is no port: .*latency/],
      ["7", /^"7" is no port/],
    ] as const
  ) {
    const state = play([modem], { given: upTo });
    assert.ok(state.kind === "asking");
    assert.match(state.trouble ?? "", text);
  }
  for (
    const [admin, text] of [
      ["12", /^"12" is too short for a phone number|too short/],
      ["anna", /^No contact "anna"/],
      ["postmaster", /^"postmaster" is not one number/],
      ['"+46701740605,+46701740606"', /is not one number/],
    ] as const
  ) {
    const state = play([admin], { given: { ...upTo, modem: "auto" } });
    assert.ok(state.kind === "asking", admin);
    assert.match(state.trouble ?? "", text);
  }
});

Deno.test("what is offered follows from the answers before", () => {
  const presetOf = (question: "listen" | "modem" | "test", answers: Answered) =>
    askedOf(question, { answers, facts }).preset;
  const far = { allow: ["10.0.0.0/8"] };
  assert.equal(presetOf("listen", {}), "1");
  assert.equal(presetOf("listen", far), "2");
  const privileged = { ...facts, privileged: true };
  const asked = askedOf("listen", { answers: far, facts: privileged });
  assert.equal(asked.preset, "3");
  assert.ok(!asked.choices.some(({ label }) => label.includes("root")));
  assert.equal(presetOf("test", { modem: "auto" }), "n");
  assert.equal(presetOf("test", { modem: "sim:" }), "y");
  const nothing = { ...facts, modems: [], networks: [] };
  const modem = askedOf("modem", { answers: {}, facts: nothing });
  assert.match(modem.choices[0]?.label ?? "", /none was found/);
  assert.equal(
    askedOf("allow", { answers: {}, facts: nothing }).choices.length,
    1,
  );
});

Deno.test("Ctrl-C and Ctrl-D give up, wherever the dialogue stands", () => {
  for (let answered = 0; answered < 5; answered++) {
    for (const kind of ["end", "interrupt"] as const) {
      const state = play(Array(answered).fill(""));
      assert.equal(state.kind, "asking");
      const given = step(state, { kind }, facts);
      assert.deepEqual(given, { kind: "givenUp" });
      assert.equal(step(given, { kind: "line", text: "" }, facts), given);
    }
  }
});

Deno.test("whatever is typed, what comes out is a config that loads", () => {
  const line = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.constantFrom("", "1", "2", "3", "4", "-", "SE", "y", "n", "auto"),
    fc.constantFrom("10.0.0.0/8", ":25", "[::1]:25", "COM3", "+46701740605"),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const state = play(lines);
      if (state.kind !== "answered") return;
      assert.deepEqual(firstConfigProblems(state.answers, roomJudges), []);
    }),
    { numRuns: 200 },
  );
});

Deno.test("the person sees each question once, and the trouble with an answer before it is asked again", async () => {
  const events: InitEvent[] = ["XX", "", "", "", "", "+46701740605", "n"]
    .map((text) => ({ kind: "line", text }));
  let said = "";
  let looked = 0;
  const end = await askAll({}, {
    next: () => Promise.resolve(events.shift() ?? { kind: "end" }),
    say: (text) => said += `${text}\n`,
    prompt: (text) => said += `${text}\n`,
    facts,
    findModems: () => {
      looked += 1;
      return Promise.resolve(facts.modems);
    },
  });
  assert.equal(end.kind, "answered");
  assert.equal(looked, 1);
  assert.equal(said.match(/1\/5 {2}Which country/g)?.length, 1);
  assert.match(said, /\[SE\] > \n {2}"XX" is no country.*\n {2}\[SE\] > \n/);
  assert.match(said, /\n4\/5 {2}Which modem\?\n.*\n {4}1 {2}Huawei E3372\n/);
  assert.match(said, /\nSend a test SMS to \+46701740605 now\?\n/);
});
