import { html } from "hono/html";

/** What a login page shows. */
export interface LoginPage {
  /** The proof of the form. */
  readonly csrf: string;
  /** Why the last try has failed; undefined: there was none. */
  readonly failure?: string | undefined;
}

/** The page on which users log in; it needs no script. */
export function loginPage({ csrf, failure }: LoginPage) {
  const alert = failure === undefined
    ? ""
    : html`<p role="alert">${failure}</p>`;
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Log in · cellpost</title>
        <link rel="stylesheet" href="/login.css">
      </head>
      <body>
        <main>
          <h1>cellpost</h1>
          ${alert}
          <form method="post" action="/login">
            <input type="hidden" name="csrf" value="${csrf}">
            <label>User
              <input name="user" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required autofocus>
            </label>
            <label>Password
              <input name="password" type="password" autocomplete="current-password" maxlength="1024" required>
            </label>
            <button>Log in</button>
          </form>
          <p class="hint">Users are made on the machine itself: <code>cellpost user add NAME --role operator</code></p>
        </main>
      </body>
    </html>
  `;
}

/** How it looks, in light and dark; contrasts are at least 4.5 : 1 (WCAG 2.2 §1.4.3). */
export const loginStyle = `:root {
  color-scheme: light dark;
  --page: #f4f6f8; --card: #ffffff; --ink: #17202a; --soft: #55606b; --line: #7b8794;
  --go: #0b5cad; --on-go: #ffffff; --bad: #a3161b; --bad-page: #fdecec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1419; --card: #1a2129; --ink: #e8edf2; --soft: #a7b3bf; --line: #73808d;
    --go: #6cb2ff; --on-go: #08131f; --bad: #ffb4b4; --bad-page: #3a1a1c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main {
  width: 100%; max-width: 24rem; padding: 2rem; background: var(--card);
  border-radius: .75rem; box-shadow: 0 1px 3px rgb(0 0 0 / .15), 0 8px 24px rgb(0 0 0 / .08);
}
h1 { margin: 0 0 1.5rem; font-size: 1.5rem; letter-spacing: -.01em; }
form { display: grid; gap: 1rem; }
label { display: grid; gap: .25rem; font-weight: 600; }
input {
  font: inherit; font-weight: 400; padding: .6rem .75rem; min-height: 2.75rem; color: inherit;
  background: var(--page); border: 1px solid var(--line); border-radius: .5rem;
}
button {
  font: inherit; font-weight: 600; padding: .6rem .75rem; min-height: 2.75rem; cursor: pointer;
  color: var(--on-go); background: var(--go); border: 0; border-radius: .5rem;
}
input:focus-visible, button:focus-visible { outline: 3px solid var(--go); outline-offset: 2px; }
[role="alert"] {
  margin: 0 0 1rem; padding: .6rem .75rem; border-radius: .5rem;
  color: var(--bad); background: var(--bad-page);
}
.hint { margin: 1.5rem 0 0; font-size: .875rem; color: var(--soft); }
code { font-size: .8125rem; overflow-wrap: anywhere; }
`;
