import {
  countries,
  type FirstAnswers,
  firstConfigProblems,
  firstDefaults,
} from "../../config/mod.ts";
import { readRecipient } from "../../mail/mod.ts";
import { roomJudges } from "../commands/options.ts";
import { countryName, countryNamed } from "./place.ts";

/** What is asked, in this order. */
export const questions = [
  "country",
  "allow",
  "listen",
  "modem",
  "admin",
  "test",
] as const;

/** One of the questions. */
export type Question = typeof questions[number];

/** What has been answered so far; `test`: whether a test SMS is wanted. */
export type Answered =
  & Partial<Omit<FirstAnswers, "queuePath">>
  & { readonly test?: boolean };

/** What is known of the machine before anything is asked. */
export interface InitFacts {
  /** The likely country, or "". */
  readonly country: string;
  /** The LAN's networks, in CIDR notation. */
  readonly networks: readonly string[];
  /** Whether this user may listen on ports below 1024. */
  readonly privileged: boolean;
  /** The modems that were found. */
  readonly modems: readonly Choice[];
}

/** An answer to choose. */
export interface Choice {
  /** As it would be typed. */
  readonly value: string;
  /** What stands beside its number. */
  readonly label: string;
}

/** A question as it is shown. */
export interface Asked {
  readonly title: string;
  /** One line: what follows from the answer. */
  readonly explanation: string;
  /** To be chosen by their numbers, from 1; none: the answer is typed. */
  readonly choices: readonly Choice[];
  /** What Enter alone stands for. */
  readonly preset: string;
}

/** What an answer says, or why it will not do. */
export type Reading =
  | { readonly kind: "answer"; readonly answer: Answered }
  | { readonly kind: "wrong"; readonly text: string };

/** What is known when a question is asked. */
export interface Known {
  readonly answers: Answered;
  readonly facts: InitFacts;
}

/** How a question is put, and what an answer to it must be. Pure, as all in this file. */
interface QuestionRule {
  ask(known: Known): Asked;
  read(text: string, known: Known): Reading;
}

const none = "-";
const loopback = firstDefaults.allow;

const rules: Readonly<Record<Question, QuestionRule>> = {
  country: {
    ask: ({ facts: { country } }) => ({
      title: "Which country is this in?",
      explanation:
        "National numbers such as 0701234567 are then read as its own. Two letters, or the country's name; - for none",
      choices: [],
      preset: country === "" ? none : country,
    }),
    read(text) {
      const country = text === none ? "" : countryNamed(text);
      if (country !== undefined) return answer({ country });
      return wrong(
        text,
        "is no country: write two letters such as SE, DE or IN, or - for none",
      );
    },
  },
  allow: {
    ask: ({ facts }) => ({
      title: "Who may send SMS?",
      explanation:
        "All others are refused: every SMS costs money. Choose, or write addresses and networks such as 192.168.1.20, 10.0.0.0/24",
      choices: allowChoices(facts),
      preset: "1",
    }),
    read(text, { facts }) {
      const chosen = chosenOf(text, allowChoices(facts));
      const allow = chosen.split(/[\s,]+/).filter((it) => it !== "");
      const named = allow[0] === thisMachine ? allow.slice(1) : allow;
      const stranger = named.find((it) => !fits({ allow: [it] }));
      if (stranger !== undefined || allow.length === 0) {
        return wrong(
          stranger ?? text,
          "is no address and no network: write such as 192.168.1.20 or 192.168.1.0/24",
        );
      }
      return answer({ allow: [...new Set([...loopback, ...named])] });
    },
  },
  listen: {
    ask: (known) => ({
      title: "Where to take mail?",
      explanation:
        "The address that mail programs are given as their SMTP server. Choose, or write address:port",
      choices: listenChoices(known),
      preset: String(listenPreset(known)),
    }),
    read(text, known) {
      const listen = chosenOf(text, listenChoices(known));
      return fits({ listen }) ? answer({ listen }) : wrong(
        text,
        "is nowhere to listen: write such as 127.0.0.1:2525 or 0.0.0.0:25",
      );
    },
  },
  modem: {
    ask: ({ facts }) => ({
      title: "Which modem?",
      explanation:
        "The one that sends the SMS. Choose, or write its port, such as /dev/ttyUSB2 or COM3",
      choices: modemChoices(facts),
      preset: "1",
    }),
    read(text, { facts }) {
      const modem = chosenOf(text, modemChoices(facts));
      const [problem] = problemsWith({ modem });
      return problem === undefined
        ? answer({ modem })
        : wrong(text, "is no port", problem);
    },
  },
  admin: {
    ask: () => ({
      title: "Whom to tell when cellpost itself is in trouble?",
      explanation:
        "A mobile number that gets an SMS when a modem, the network or the disk fails; - for nobody",
      choices: [],
      preset: none,
    }),
    read: readAdmin,
  },
  test: {
    ask: ({ answers: { admin = "", modem = "" } }) => ({
      title: `Send a test SMS to ${admin} now?`,
      explanation: modem.startsWith("sim:")
        ? "The modem is simulated: it is shown here, and costs nothing"
        : "It costs what one SMS costs. y or n",
      choices: [],
      preset: modem.startsWith("sim:") ? "y" : "n",
    }),
    read(text) {
      if (/^y(es)?$/i.test(text)) return answer({ test: true });
      if (/^no?$/i.test(text)) return answer({ test: false });
      return wrong(text, "is neither y nor n");
    },
  },
};

/** How a question is put. */
export function askedOf(question: Question, known: Known): Asked {
  return rules[question].ask(known);
}

/** Reads an answer as it was typed; "" takes the preset. */
export function readAnswer(
  question: Question,
  text: string,
  known: Known,
): Reading {
  const typed = text.trim();
  const { preset } = askedOf(question, known);
  return rules[question].read(typed === "" ? preset : typed, known);
}

const thisMachine = "this-machine";

function allowChoices({ networks }: InitFacts): readonly Choice[] {
  const lan = networks.join(", ");
  return [
    { value: thisMachine, label: "Only programs on this machine" },
    ...(lan === "" ? [] : [{
      value: `${thisMachine}, ${lan}`,
      label: `This machine and its network, ${lan}`,
    }]),
  ];
}

function listenChoices({ facts: { privileged } }: Known): readonly Choice[] {
  const needs = privileged
    ? ""
    : '; needs root, or "cellpost service install", which has the privilege';
  return [
    {
      value: "127.0.0.1:2525",
      label: "127.0.0.1:2525, which only this machine reaches",
    },
    {
      value: "0.0.0.0:2525",
      label: "Port 2525 of every interface: clients must be told the port",
    },
    {
      value: "0.0.0.0:25",
      label: `Port 25 of every interface, as clients expect${needs}`,
    },
  ];
}

function listenPreset({ answers, facts }: Known): 1 | 2 | 3 {
  const far = answers.allow?.some((it) => !loopback.includes(it)) ?? false;
  if (!far) return 1;
  return facts.privileged ? 3 : 2;
}

function modemChoices({ modems }: InitFacts): readonly Choice[] {
  const every: Choice = {
    value: "auto",
    label: modems.length === 0
      ? "Every USB modem that is plugged in later: none was found now"
      : "Every USB modem, also those that are plugged in later",
  };
  const simulated: Choice = {
    value: "sim:",
    label:
      "No modem: a simulated one shows SMS on the screen and sends nothing",
  };
  return modems.length === 1
    ? [...modems, every, simulated]
    : [every, ...modems, simulated];
}

/** What a number from 1 stands for; any other text stands for itself. */
function chosenOf(text: string, choices: readonly Choice[]): string {
  const number = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return choices[number - 1]?.value ?? text;
}

function readAdmin(text: string, { answers }: Known): Reading {
  if (text === none) return answer({ admin: "" });
  const { country = "" } = answers;
  const verdict = readRecipient(text, {
    ...(country === "" ? {} : { country }),
    bareDigits: "international",
    shortCodes: false,
  });
  if (verdict.kind === "refused") {
    const { text: why } = verdict.refusal;
    // There is no config yet, only the question before.
    const text = why.replace("set [message] country", "answer the country");
    return { kind: "wrong", text };
  }
  const { recipient } = verdict;
  const [admin, another] = recipient.kind === "phones" ? recipient.numbers : [];
  return admin === undefined || another !== undefined
    ? wrong(
      text,
      "is not one number: write such as +46701234567, or - for nobody",
    )
    : answer({ admin });
}

function problemsWith(answers: Partial<FirstAnswers>): readonly string[] {
  return firstConfigProblems({ ...firstDefaults, ...answers }, roomJudges)
    .map(({ text }) => text);
}

function fits(answers: Partial<FirstAnswers>): boolean {
  return problemsWith(answers).length === 0;
}

function answer(answered: Answered): Reading {
  return { kind: "answer", answer: answered };
}

function wrong(text: string, why: string, detail = ""): Reading {
  const more = detail === "" ? "" : `: ${detail}`;
  return { kind: "wrong", text: `${JSON.stringify(text)} ${why}${more}` };
}

/** How an answer is told back to whoever gave it by a flag or by Enter. */
export function answerText(answers: FirstAnswers): readonly string[] {
  const { admin, allow, country, listen, modem } = answers;
  const named = countries.has(country) ? ` (${countryName(country)})` : "";
  return [
    `Country    ${country === "" ? "none" : country + named}`,
    `May send   ${allow.join(", ")}`,
    `Listens    ${listen}`,
    `Modem      ${modem}`,
    `Tells      ${admin === "" ? "nobody" : admin}`,
  ];
}
