import { deadline } from "./browser_time.ts";
import { problemText } from "./problem.ts";
import type {
  AlarmView,
  Answer,
  BreakerView,
  InboxView,
  ListPage,
  LogView,
  MessageView,
  ModemView,
  OperatorView,
  Session,
  StatsView,
  StatusView,
} from "./wire.ts";

/** A message that somebody has written. */
export interface Draft {
  readonly to: readonly string[];
  readonly text: string;
  readonly flash: boolean;
  readonly urgent: boolean;
  /** The same for each try, so that a second one sends nothing twice. */
  readonly key: string;
}

/** An answer that takes longer than this does not come. */
const patienceMs = 20_000;

/** Everything that the screen asks of its machine. */
export class Calls {
  #csrf = "";

  /** Who looks; keeps the token that every change must carry. */
  async session(): Promise<Answer<Session>> {
    const answer = await this.#get<Session>("session");
    if (answer.kind === "ok") this.#csrf = answer.value.csrf;
    return answer;
  }

  stats(): Promise<Answer<StatsView>> {
    return this.#get("stats");
  }

  status(): Promise<Answer<StatusView>> {
    return this.#get("status");
  }

  async alarms(): Promise<Answer<readonly AlarmView[]>> {
    return listIn(await this.#get("alarms"), "alarms");
  }

  breaker(): Promise<Answer<BreakerView>> {
    return this.#get("breaker");
  }

  async modems(): Promise<Answer<readonly ModemView[]>> {
    return listIn(await this.#get("modems"), "modems");
  }

  async inbox(limit: number): Promise<Answer<readonly InboxView[]>> {
    return listIn(await this.#get(`inbox?limit=${limit}`), "inbox");
  }

  async log(limit: number): Promise<Answer<readonly LogView[]>> {
    return listIn(await this.#get(`log?limit=${limit}`), "log");
  }

  /** A page of the list; the query is that of `listQuery`. */
  list(query: string): Promise<Answer<ListPage>> {
    return this.#get(`deliveries?${query}`);
  }

  message(id: string): Promise<Answer<MessageView>> {
    return this.#get(`messages/${encodeURIComponent(id)}`);
  }

  send(draft: Draft): Promise<Answer<{ readonly id: string }>> {
    const { flash, key, text, to, urgent } = draft;
    return this.#post("messages", {
      headers: { "Idempotency-Key": key },
      body: {
        to: to.length === 1 ? to[0] : to,
        text,
        ...(flash ? { flash } : {}),
        ...(urgent ? { priority: "urgent" } : {}),
      },
    });
  }

  retry(id: string): Promise<Answer<OperatorView>> {
    return this.#post(`messages/${encodeURIComponent(id)}/retry`);
  }

  cancel(id: string): Promise<Answer<OperatorView>> {
    return this.#post(`messages/${encodeURIComponent(id)}/cancel`);
  }

  release(): Promise<Answer<BreakerView>> {
    return this.#post("breaker/release");
  }

  /** Ends the session. */
  async logout(): Promise<void> {
    await ask("/logout", {
      method: "POST",
      headers: { "X-CSRF-Token": this.#csrf },
      redirect: "manual",
    });
  }

  #get<T>(path: string): Promise<Answer<T>> {
    return ask(`/api/v1/${path}`, {});
  }

  #post<T>(
    path: string,
    { body, headers }: {
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Answer<T>> {
    return ask(`/api/v1/${path}`, {
      method: "POST",
      headers: {
        "X-CSRF-Token": this.#csrf,
        "Content-Type": "application/json",
        ...headers,
      },
      body: JSON.stringify(body ?? {}),
    });
  }
}

async function ask<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      signal: deadline(patienceMs),
    });
    if (response.status === 401) return { kind: "logged-out" };
    const text = await response.text();
    if (!response.ok) {
      const { status } = response;
      return { kind: "refused", status, text: problemText(status, text) };
    }
    // It is as the machine that sent this very script writes it.
    return { kind: "ok", value: JSON.parse(text) as T };
  } catch {
    return { kind: "unreachable" };
  }
}

/** Lists come under their name. */
function listIn<T>(
  answer: Answer<Readonly<Record<string, readonly T[]>>>,
  name: string,
): Answer<readonly T[]> {
  if (answer.kind !== "ok") return answer;
  return { kind: "ok", value: answer.value[name] ?? [] };
}
