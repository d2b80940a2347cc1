import { systemClock } from "../model/mod.ts";
import type { ControlEndpoint } from "./endpoint_file.ts";
import type { OperationName, Operations } from "./operations.ts";

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
    modems: (request) => call(endpoint, "modems", request),
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

async function call<T>(
  endpoint: ControlEndpoint,
  name: OperationName,
  argument: unknown,
): Promise<T> {
  const { body, ok } = await post(endpoint, name, argument);
  if (!ok) {
    throw new ControlError(
      "refused",
      `The running cellpost (pid ${endpoint.pid}) says: ${body.error}`,
    );
  }
  return body.result as T; // the other end is the same program, its types are these
}

interface Answer {
  readonly ok: boolean;
  readonly body: { readonly result?: unknown; readonly error?: string };
}

/** Probing many silent ports takes longest. */
const longestAnswerMs = 60_000;

async function post(
  endpoint: ControlEndpoint,
  name: OperationName,
  argument: unknown,
): Promise<Answer> {
  const deadline = new AbortController();
  const timer = systemClock.after(longestAnswerMs, () => deadline.abort());
  try {
    const response = await fetch(`http://${endpoint.address}/v1/${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${endpoint.token}` },
      body: JSON.stringify(argument),
      signal: deadline.signal,
    });
    return { ok: response.ok, body: await response.json() };
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
