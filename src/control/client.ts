import * as v from "valibot";
import { systemClock } from "../model/mod.ts";
import type { ControlEndpoint } from "./endpoint_file.ts";
import type { OperationName, Operations } from "../desk/mod.ts";

/** The running appliance did not answer, or said no; the message is for the operator. */
export class ControlError extends Error {
  override readonly name = "ControlError";
  constructor(
    /** `unreachable`: nobody answers at the address; `refused`: the appliance answered with an error. */
    readonly code: "unreachable" | "refused",
    message: string,
  ) {
    super(message);
  }
}

/** The operations of a running appliance. Each call throws `ControlError`. */
export function connectControl(endpoint: ControlEndpoint): Operations {
  return {
    send: (request) => call(endpoint, "send", request),
    list: (filter) => call(endpoint, "list", filter),
    show: (request) => callOptional(endpoint, "show", request),
    retry: (request) => callOptional(endpoint, "retry", request),
    cancel: (request) => callOptional(endpoint, "cancel", request),
    export: (request) => call(endpoint, "export", request),
    breaker: (request) => call(endpoint, "breaker", request),
    release: (request) => call(endpoint, "release", request),
    denied: (request) => call(endpoint, "denied", request),
    deny: (request) => call(endpoint, "deny", request),
    allow: (request) => call(endpoint, "allow", request),
    notices: (request) => call(endpoint, "notices", request),
    inbox: (request) => call(endpoint, "inbox", request),
    alarms: (request) => call(endpoint, "alarms", request),
    modems: (request) => call(endpoint, "modems", request),
    ussd: (request) => call(endpoint, "ussd", request),
    stats: (request) => call(endpoint, "stats", request),
    status: (request) => call(endpoint, "status", request),
    log: (request) => call(endpoint, "log", request),
    reload: (request) => call(endpoint, "reload", request),
  };
}

// JSON has no undefined, so the server writes null for it.
async function callOptional<T>(
  endpoint: ControlEndpoint,
  name: OperationName,
  argument: unknown,
): Promise<T | undefined> {
  return await call<T | null>(endpoint, name, argument) ?? undefined;
}

// After an upgrade the running appliance may still be the version before, or something else may have its old port.
const answerSchema = v.union([
  v.object({ result: v.unknown() }),
  v.object({ error: v.string() }),
]);

async function call<T>(
  endpoint: ControlEndpoint,
  name: OperationName,
  argument: unknown,
): Promise<T> {
  const answer = v.safeParse(
    answerSchema,
    await post(endpoint, name, argument),
  );
  const running = `The running cellpost (pid ${endpoint.pid})`;
  if (!answer.success) {
    throw new ControlError(
      "refused",
      `${running} may be another version, its answer is not understood: restart it`,
    );
  }
  if ("error" in answer.output) {
    const { error } = answer.output;
    throw new ControlError("refused", `${running} says: ${error}`);
  }
  return answer.output.result as T; // an answer of this shape comes from the same program, whose types these are
}

/** Probing many silent ports takes longest. */
const longestAnswerMs = 60_000;
/** A network may take its time for each of several menus, and an SMS goes before. */
const longestDialogueMs = 15 * 60_000;

async function post(
  endpoint: ControlEndpoint,
  name: OperationName,
  argument: unknown,
): Promise<unknown> {
  const deadline = new AbortController();
  const limitMs = name === "ussd" ? longestDialogueMs : longestAnswerMs;
  const timer = systemClock.after(limitMs, () => deadline.abort());
  try {
    const response = await fetch(`http://${endpoint.address}/v1/${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${endpoint.token}` },
      body: JSON.stringify(argument),
      signal: deadline.signal,
    });
    return parseJson(await response.text());
  } catch (error) {
    throw new ControlError(
      "unreachable",
      `The running cellpost (pid ${endpoint.pid}) does not answer at ${endpoint.address}: ${
        error instanceof Error ? error.message : error
      }`,
    );
  } finally {
    timer.cancel();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no answer has this shape
  }
}
