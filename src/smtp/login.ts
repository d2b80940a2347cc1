import { type LoginVerdict, Secret } from "../model/mod.ts";
import type { Verb } from "./command.ts";
import {
  type Credentials,
  decodeResponse,
  plainCredentials,
} from "./credentials.ts";
import { answer, fault, greeted, say } from "./moves.ts";
import { reply, replyOf } from "./reply.ts";
import type {
  Facts,
  Greeted,
  In,
  Listening,
  SessionOptions,
  SmtpStep,
} from "./state.ts";

// Old devices compare these prompts byte by byte: "Username:" and "Password:" in base64.
const userPrompt = "334 VXNlcm5hbWU6";
const passwordPrompt = "334 UGFzc3dvcmQ6";
// RFC 4954 §4: a challenge of no length keeps its blank.
const emptyPrompt = "334 ";

const notBase64 = reply("501 5.5.2 That is not base64 of UTF-8");

/** Whether a login would be listened to now, so that AUTH may be announced. */
export function maySayAuth(facts: Facts, options: SessionOptions): boolean {
  return options.auth !== "off" && facts.login !== "done" &&
    maySayPassword(facts, options);
}

// With "any" there is no password of ours to protect, and the devices that need it speak no TLS.
function maySayPassword(
  { client }: Facts,
  { auth, authPlaintext }: SessionOptions,
): boolean {
  return auth === "any" || authPlaintext || client.encrypted === true;
}

/** Begins a login. RFC 4954 §4. */
export function onAuth(
  before: Listening,
  { mechanism, response }: Verb<"AUTH">,
  options: SessionOptions,
): SmtpStep {
  const refusal = refusalOfAuth(before, mechanism, options);
  if (refusal !== undefined || before.phase !== "greeted") {
    // What follows may be the password of a client that does not look at replies.
    const tried = before.login === "none"
      ? { ...before, login: "tried" as const }
      : before;
    return fault(tried, reply(refusal ?? "503 5.5.1 Not now"), options);
  }
  const state = { ...before, login: "tried" } as const;
  if (mechanism === "PLAIN") {
    const next = { ...state, phase: "login", wants: "plain" } as const;
    if (response === undefined) return say(next, emptyPrompt);
    return onResponse(next, response, options);
  }
  const next = { ...state, phase: "login", wants: "user" } as const;
  if (response === undefined) return say(next, userPrompt);
  return onResponse(next, response, options);
}

function refusalOfAuth(
  state: Listening,
  mechanism: string,
  options: SessionOptions,
): string | undefined {
  if (options.auth === "off") return "502 5.5.1 AUTH is not offered";
  if (state.phase === "connected") return "503 5.5.1 Say EHLO first";
  if (state.phase !== "greeted") {
    return "503 5.5.1 Finish this mail first, or RSET";
  }
  if (state.login === "done") return "503 5.5.1 You have logged in already";
  if (mechanism === "") return "501 5.5.4 Write AUTH and PLAIN or LOGIN";
  if (mechanism !== "PLAIN" && mechanism !== "LOGIN") {
    return "504 5.5.4 Only PLAIN and LOGIN are offered";
  }
  if (!maySayPassword(state, options)) {
    return "538 5.7.11 No password without encryption: use TLS";
  }
  return undefined;
}

/** Takes one line of a login. RFC 4954 §4; LOGIN as in draft-murchison-sasl-login. */
export function onResponse(
  state: In<"login">,
  response: Secret,
  options: SessionOptions,
): SmtpStep {
  if (response.reveal().trim() === "*") {
    return fault(greeted(state), reply("501 5.7.0 Login cancelled"), options);
  }
  switch (state.wants) {
    case "plain":
      return finish(state, plainCredentials(response), options);
    case "user": {
      const user = decodeResponse(response);
      if (user === undefined && options.auth !== "any") {
        return fault(greeted(state), notBase64, options);
      }
      const next = { ...state, wants: "password", user: user ?? "" } as const;
      return say(next, passwordPrompt);
    }
    case "password": {
      const password = decodeResponse(response);
      const { user } = state;
      const credentials = password === undefined
        ? undefined
        : { user, password: new Secret(password), actAs: "" };
      return finish(state, credentials, options);
    }
    default:
      return state satisfies never;
  }
}

/** Answers a line of a login that is beyond all bounds, and ends it. RFC 4954 §6. */
export function onResponseTooLong(
  state: In<"login">,
  options: SessionOptions,
): SmtpStep {
  const refusal = reply("500 5.5.6 The line is too long, login cancelled");
  return fault(greeted(state), refusal, options);
}

function finish(
  state: In<"login">,
  credentials: Credentials | undefined,
  options: SessionOptions,
): SmtpStep {
  if (options.auth === "any") {
    // Nobody has looked at it, so it names no user: a policy that trusted one would trust whatever a client makes up.
    return say({ ...greeted(state), login: "done" }, "235 2.7.0 Welcome");
  }
  if (credentials === undefined) {
    return fault(greeted(state), notBase64, options);
  }
  const { user, password, actAs } = credentials;
  if (actAs !== "" && actAs !== user) {
    const refusal = reply("535 5.7.8 A user may act only as itself");
    return fault(greeted(state), refusal, options);
  }
  const { client } = state;
  return {
    state: { ...greeted(state), phase: "awaitingLogin" },
    actions: [{
      kind: "ask",
      question: { about: "login", user, password, client },
    }],
  };
}

/** Ends the login with the receiver's word. */
export function onLoginVerdict(
  state: Greeted,
  verdict: LoginVerdict,
  options: SessionOptions,
): SmtpStep {
  switch (verdict.kind) {
    case "accepted": {
      const client = { ...state.client, user: verdict.user };
      const next = { ...greeted(state), client, login: "done" } as const;
      return say(next, "235 2.7.0 Welcome");
    }
    case "refused": {
      const refusal = replyOf(verdict.refusal);
      // Who guesses passwords is shown out in the end; who met trouble of ours is not.
      return refusal.code < 500
        ? answer(greeted(state), refusal)
        : fault(greeted(state), refusal, options);
    }
    default:
      return verdict satisfies never;
  }
}
