import assert from "node:assert/strict";

/** What a page asks with. */
export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** As much of a browser as access needs: cookies, no redirects by itself, the proof of a session. */
export class Browser {
  readonly #url: string;
  readonly #client: Deno.HttpClient | undefined;
  readonly cookies = new Map<string, string>();
  /** The Set-Cookie lines of the last answer. */
  setCookies: readonly string[] = [];

  constructor(
    url: string,
    { client }: { readonly client?: Deno.HttpClient } = {},
  ) {
    this.#url = url.replace(/\/$/, "");
    this.#client = client;
  }

  /** Asks, with whatever cookies there are. */
  async ask(path: string, asking: Asking = {}): Promise<Response> {
    const cookie = [...this.cookies].map((it) => it.join("=")).join("; ");
    const response = await fetch(`${this.#url}${path}`, {
      redirect: "manual",
      ...asking,
      headers: { ...(cookie === "" ? {} : { cookie }), ...asking.headers },
      ...(this.#client && { client: this.#client }),
    });
    this.#keep(response);
    // Read at once, so that a test may leave it: the connection is free again.
    const text = await response.text();
    return new Response(text === "" ? null : text, response);
  }

  /** The status and the body of an answer. */
  async told(
    path: string,
    asking: Asking = {},
  ): Promise<{ readonly status: number; readonly text: string }> {
    const response = await this.ask(path, asking);
    return { status: response.status, text: await response.text() };
  }

  /** The status alone. */
  async status(path: string, asking: Asking = {}): Promise<number> {
    return (await this.told(path, asking)).status;
  }

  /** What `/api/v1/session` says. */
  async session(): Promise<Record<string, unknown>> {
    const { status, text } = await this.told("/api/v1/session");
    assert.equal(status, 200, text);
    return JSON.parse(text);
  }

  /** Asks for a change, with the proof of the session. */
  async change(
    path: string,
    { body, ...asking }: Asking = {},
  ): Promise<{ readonly status: number; readonly text: string }> {
    const { csrf } = await this.session();
    return await this.told(path, {
      method: "POST",
      ...asking,
      headers: {
        "x-csrf-token": String(csrf),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...asking.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Opens the login page and sends its form. */
  async logIn(user: string, password: string): Promise<Response> {
    const { status, text } = await this.told("/login");
    assert.equal(status, 200, text);
    const [, csrf = ""] = /name="csrf" value="([^"]+)"/.exec(text) ?? [];
    return await this.sendForm({ user, password, csrf });
  }

  /** Sends a login form as given. */
  async sendForm(
    fields: Record<string, string>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return await this.ask("/login", {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    });
  }

  #keep(response: Response): void {
    this.setCookies = response.headers.getSetCookie();
    for (const line of this.setCookies) {
      const [, name = "", value = "", rest = ""] =
        /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(rest)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
