import type { AttemptResult } from "./back_off.ts";
import type { Channel } from "./courier.ts";
import type { WaitingNotice } from "./notice.ts";

/** How a webhook is called: as `fetch`, of which only tests give another. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The channel of webhooks: each notice is a POST of its JSON, with its key in `Idempotency-Key`. */
export function webhookChannel(call: Fetch = fetch): Channel {
  return {
    name: "webhook",
    attemptMs: 15_000,
    deliver: (notice, signal) => post(notice, { signal, call }),
    target: ({ to }) => hostOf(to[0] ?? ""),
  };
}

/** Of an address only the server's name: what stands behind it is mostly a password. */
export function hostOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? "an unreadable URL" : parsed.host;
}

async function post(
  { to, body, key }: WaitingNotice,
  { signal, call }: { readonly signal: AbortSignal; readonly call: Fetch },
): Promise<AttemptResult> {
  const url = to[0] ?? "";
  const host = hostOf(url);
  try {
    const response = await call(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "idempotency-key": key,
        "user-agent": "cellpost",
      },
      body,
      // What is moved for good should be written into the config, and a body is not to go where nobody has chosen.
      redirect: "manual",
      signal,
    });
    await response.body?.cancel();
    return resultOfStatus(response.status, host);
  } catch (error) {
    const why = signal.aborted
      ? "took too long"
      : `cannot be reached (${withoutUrl(wordsOf(error), url)})`;
    // Not `unreachable`: other webhooks may be at other hosts.
    return { kind: "later", reason: `${host} ${why}` };
  }
}

/** RFC 9110 §15: what the server says of itself, or of the moment, is tried again. */
export function resultOfStatus(status: number, host: string): AttemptResult {
  if (status >= 200 && status < 300) return { kind: "done" };
  const reason = `${host} answered ${status}`;
  const passing = status >= 500 || [408, 425, 429].includes(status);
  if (passing) return { kind: "later", reason };
  return {
    kind: "refused",
    reason: status >= 300 && status < 400
      ? `${reason}, which leads elsewhere: write its new URL into the config`
      : `${reason}: check its URL in the config`,
  };
}

// Some say only "fetch failed", and keep why for themselves.
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

// An error names the URL as it was read: in other capitals, with a slash more, without what stands before an "@".
function withoutUrl(words: string, url: string): string {
  const host = hostOf(url);
  return words.replaceAll(url, host)
    .replaceAll(URL.parse(url)?.href ?? url, host)
    .replaceAll(/https?:\/\/\S*/gi, host);
}
