import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { newApiToken, tokenHash } from "../src/auth/mod.ts";
import { Cellpost, type StoryOptions } from "./support/appliance.ts";
import { Browser } from "./support/browser.ts";
import { certificate, otherCertificate } from "./support/certificates.ts";
import {
  certificateFiles,
  certificateOptions,
  type TestUser,
  usersFile,
} from "./support/front_door.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { runProgram } from "./support/program.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

const number = "+491701234567";
const anna: TestUser = {
  name: "anna",
  password: "correct horse",
  role: "admin",
};
const vera: TestUser = {
  name: "vera",
  password: "battery staple",
  role: "viewer",
};
const mailOnly: TestUser = { name: "zabbix", password: "monitoring" };

/** A house whose screen asks for a login. */
function house(
  clock: ManualClock,
  web: Readonly<Record<string, unknown>> = {},
): StoryOptions {
  return {
    clock,
    files: { "users.toml": usersFile([anna, vera, mailOnly]) },
    config: { web },
  };
}

/** Waits for so many lines like that while time stands still, as a person at a log would. */
async function said(
  cellpost: Cellpost,
  line: RegExp,
  times = 1,
): Promise<void> {
  const count = () => cellpost.lines.filter((it) => line.test(it)).length;
  for (let turn = 0; count() < times; turn++) {
    assert.ok(turn < 1_000_000, `Never said: ${line}`);
    await setImmediate();
  }
}

/** Logs in with what is wrong, and waits out the delay of the refusal. */
async function failLogin(
  cellpost: Cellpost,
  { name, password }: Pick<TestUser, "name" | "password">,
): Promise<Response> {
  const before = cellpost.lines.filter((it) => /could not log in/.test(it));
  const answer = new Browser(cellpost.screen).logIn(name, password);
  await said(cellpost, /could not log in/, before.length + 1);
  return await cellpost.pass(answer);
}

async function loggedIn(
  { screen }: Cellpost,
  { name, password }: TestUser,
): Promise<Browser> {
  const browser = new Browser(screen);
  assert.equal((await browser.logIn(name, password)).status, 303);
  return browser;
}

Deno.test("users with a role log in, see who they are and log out, and the log says who came", async () => {
  await using cellpost = await Cellpost.start(house(new ManualClock()));
  const browser = new Browser(cellpost.screen);
  assert.equal(await browser.status("/"), 303);
  assert.equal(await browser.status("/api/v1/stats"), 401);
  await browser.logIn("Vera", vera.password);
  const { name, role, login } = await browser.session();
  assert.deepEqual({ name, role, login }, {
    name: "vera",
    role: "viewer",
    login: true,
  });
  assert.equal(await browser.status("/"), 200);
  assert.equal(await browser.status("/api/v1/stats"), 200);
  assert.equal((await browser.change("/api/v1/breaker/release")).status, 403);
  assert.equal((await browser.change("/logout")).status, 204);
  assert.equal(await browser.status("/api/v1/stats"), 401);
  const admin = await loggedIn(cellpost, anna);
  assert.equal((await admin.change("/api/v1/breaker/release")).status, 200);
  await said(cellpost, /^"vera" \(viewer\) logged in at 127\.0\.0\.1$/);
  await said(cellpost, /^"vera" logged out at 127\.0\.0\.1$/);
  await said(cellpost, /^"anna" at 127\.0\.0\.1 released the breaker$/);
});

Deno.test("a wrong password, an unknown user and one who may only mail hear the same after the same time", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start(house(clock));
  const told = new Set<string>();
  for (
    const login of [
      { ...anna, password: "wrong horse" },
      { ...anna, name: "nobody" },
      mailOnly,
    ]
  ) {
    const response = await failLogin(cellpost, login);
    const [, why = ""] = /role="alert">([^<]+)/.exec(await response.text()) ??
      [];
    told.add(`${response.status} ${why}`);
  }
  assert.deepEqual([...told], [
    "401 Login failed: check the user name and the password",
  ]);
  await said(cellpost, /could not log in as "zabbix": no role/);
});

Deno.test("thirty guesses lock a user's screen, and nobody else's", async () => {
  await using cellpost = await Cellpost.start(house(new ManualClock()));
  const guesses = Array.from(
    { length: 30 },
    (_, at) => new Browser(cellpost.screen).logIn("anna", `guess ${at}`),
  );
  await said(cellpost, /could not log in as "anna"/, 30);
  await cellpost.pass(Promise.all(guesses));
  await said(
    cellpost,
    /^Logins to the screen as "anna" are refused for a while/,
  );
  const late = new Browser(cellpost.screen);
  const { text } = await late.told("/login");
  const [, csrf = ""] = /name="csrf" value="([^"]+)"/.exec(text) ?? [];
  const form = { user: "anna", password: anna.password, csrf };
  const response = await cellpost.pass(late.sendForm(form));
  assert.equal(response.status, 429);
  await loggedIn(cellpost, vera);
});

Deno.test("a session ends with its time, and with a change of its user's role, password or being", async () => {
  const clock = new ManualClock();
  const times = { session_idle: "2m", session_max: "3m" };
  await using cellpost = await Cellpost.start(house(clock, times));
  const alive = (browser: Browser) => browser.status("/api/v1/stats");
  const write = async (...users: readonly TestUser[]) => {
    cellpost.write("users.toml", usersFile(users));
    await clock.advance(1_000);
  };
  const rows: readonly (readonly TestUser[])[] = [
    [{ ...anna, role: "operator" }, vera],
    [{ ...anna, password: "other horse" }, vera],
    [vera],
  ];
  for (const users of rows) {
    await write(anna, vera);
    const [changed, other] = [
      await loggedIn(cellpost, anna),
      await loggedIn(cellpost, vera),
    ];
    await write(...users);
    assert.deepEqual([await alive(changed), await alive(other)], [401, 200]);
  }
  await write(anna, vera);
  const [busy, idle] = [
    await loggedIn(cellpost, anna),
    await loggedIn(cellpost, vera),
  ];
  await clock.advance(119_000);
  assert.equal(await alive(busy), 200);
  await clock.advance(1_000);
  assert.deepEqual([await alive(busy), await alive(idle)], [200, 401]);
  await clock.advance(60_000);
  assert.equal(await alive(busy), 401);
});

Deno.test("a token opens the API from a second after it was made until a second after it is removed", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start(house(clock));
  const token = newApiToken();
  const headers = { authorization: `Bearer ${token}` };
  const program = new Browser(cellpost.screen);
  const ask = (method = "GET") =>
    program.status(
      method === "GET" ? "/api/v1/stats" : "/api/v1/breaker/release",
      { method, headers },
    );
  assert.equal(await ask(), 401);
  cellpost.write(
    "tokens.toml",
    `[[token]]\nname = "ci"\nrole = "operator"\nsha256 = "${
      tokenHash(token)
    }"\n`,
  );
  await clock.advance(1_000);
  assert.deepEqual([await ask(), await ask("POST")], [200, 200]);
  await said(cellpost, /^API token "ci" at 127\.0\.0\.1 released the breaker$/);
  cellpost.write("tokens.toml", "");
  await clock.advance(1_000);
  assert.equal(await ask(), 401);
  assert.ok(!cellpost.lines.join("\n").includes(token));
});

Deno.test("a viewer from whom texts are hidden finds none, by whatever way; an operator reads", async () => {
  const clock = new ManualClock();
  const secret = "Vault 4711 is open";
  await using cellpost = await Cellpost.start(
    house(clock, { hide_text: true }),
  );
  const id = await cellpost.queue({ to: number, text: secret });
  const [viewer, admin] = [
    await loggedIn(cellpost, vera),
    await loggedIn(cellpost, anna),
  ];
  const paths = [
    "/api/v1/deliveries",
    `/api/v1/messages/${id}`,
    "/api/v1/inbox",
    "/api/v1/log?limit=1000",
  ];
  for (const path of paths) {
    const { status, text } = await viewer.told(path);
    assert.equal(status, 200, path);
    assert.doesNotMatch(text, /Vault|4711/, path);
  }
  const search = "/api/v1/deliveries?text=Vault";
  assert.equal(await viewer.status(search), 403, "Nor can it be guessed");
  assert.match((await admin.told(search)).text, /Vault 4711/);
  assert.equal((await viewer.session()).readsText, false);
});

Deno.test("over TLS the cookie is the host's alone, and a certificate that changes is used without a restart", async () => {
  const clock = new ManualClock();
  const options = house(clock, { tls: true });
  await using cellpost = await Cellpost.start({
    ...options,
    files: { ...options.files, ...certificateFiles() },
    config: { ...options.config, smtp: certificateOptions },
  });
  using client = Deno.createHttpClient({ caCerts: [certificate.cert] });
  assert.match(cellpost.screen, /^https:/);
  const browser = new Browser(cellpost.screen, { client });
  // Over TLS it is HTTP/2, which has no Host; a browser says from where it comes all the same.
  const { text } = await browser.told("/login");
  const [, csrf = ""] = /name="csrf" value="([^"]+)"/.exec(text) ?? [];
  const form = { user: "anna", password: anna.password, csrf };
  const send = (origin: string) => browser.sendForm(form, { origin });
  assert.equal((await send("https://evil.example")).status, 403);
  const { origin } = new URL(cellpost.screen);
  assert.equal((await send(origin)).status, 303);
  const cookie = browser.setCookies.find((it) =>
    it.includes("__Host-cellpost=")
  );
  assert.match(
    cookie ?? "",
    /^__Host-cellpost=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  cellpost.write("cert.pem", otherCertificate.cert);
  cellpost.write("key.pem", otherCertificate.key);
  await cellpost.says(/TLS goes on with a new certificate/);
  using later = Deno.createHttpClient({ caCerts: [otherCertificate.cert] });
  const after = new Browser(cellpost.screen, { client: later });
  for (const [name, value] of browser.cookies) after.cookies.set(name, value);
  // For some milliseconds nobody can connect.
  const again = async (): Promise<number> => {
    try {
      return await after.status("/api/v1/stats");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await clock.advance(50);
      await setImmediate();
      return await again();
    }
  };
  assert.equal(await again(), 200, "Who was logged in still is");
  using old = Deno.createHttpClient({ caCerts: [certificate.cert] });
  await assert.rejects(new Browser(cellpost.screen, { client: old }).ask("/"));
});

Deno.test("a stop waits neither for those who watch nor for those who dawdle", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start(house(clock));
  const browser = await loggedIn(cellpost, vera);
  const { hostname, port } = new URL(cellpost.screen);
  using dawdler = await Deno.connect({ hostname, port: Number(port) });
  await dawdler.write(
    new TextEncoder().encode(
      `POST /login HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: 9\r\n\r\nu`,
    ),
  );
  const cookie = [...browser.cookies].map((it) => it.join("=")).join("; ");
  const events = await fetch(`${cellpost.screen}api/v1/events`, {
    headers: { cookie },
  });
  assert.equal(events.status, 200);
  const watched = events.text();
  const start = clock.monotonic();
  await cellpost.stop();
  assert.match(await watched, /^retry: /);
  assert.ok(clock.monotonic() - start <= 2_000);
});

Deno.test("who watches is shown nothing more, once he may not", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start(house(clock));
  const browser = await loggedIn(cellpost, vera);
  const cookie = [...browser.cookies].map((it) => it.join("=")).join("; ");
  const events = await fetch(`${cellpost.screen}api/v1/events`, {
    headers: { cookie },
  });
  const watched = events.text();
  cellpost.write("users.toml", usersFile([anna]));
  await cellpost.pass(watched);
});

Deno.test("without users this machine's own are let in, and what they do is told as well", async () => {
  await using cellpost = await Cellpost.start({ clock: new ManualClock() });
  const browser = new Browser(cellpost.screen);
  const { name, role, login } = await browser.session();
  assert.deepEqual({ name, role, login }, {
    name: "",
    role: "admin",
    login: false,
  });
  assert.equal((await browser.change("/api/v1/breaker/release")).status, 200);
  await said(cellpost, /^The operator at 127\.0\.0\.1 released the breaker$/);
});

Deno.test("beyond this machine nothing is opened while nobody has a role, and the line says what to type", async () => {
  using folder = temporaryFolder();
  const serve = [
    ...["serve", "--modem", "sim:", "--smtp-listen", "127.0.0.1:0"],
    ...["--web-listen", "0.0.0.0:0"],
  ];
  const { code, stderr } = await runProgram(folder.path, ...serve);
  assert.equal(code, 3);
  assert.equal(
    stderr.split("\n").at(-1),
    'Anybody could command cellpost at 0.0.0.0:0, since no user has a role: give one by "cellpost user add NAME --role admin", or let [web] listen name 127.0.0.1 alone',
  );
  Deno.writeTextFileSync(
    folder.file("config.toml"),
    '[web]\nlisten = ["0.0.0.0:0"]\n',
  );
  const check = await runProgram(folder.path, "check");
  assert.equal(check.code, 1);
  assert.match(check.stderr, /so that cellpost does not start: cellpost user/);
  Deno.writeTextFileSync(folder.file("users.toml"), usersFile([anna]), {
    mode: 0o600,
  });
  const warned = await runProgram(folder.path, "check");
  assert.equal(warned.code, 0, warned.stderr);
  assert.match(warned.stdout, /can be read on their way to the screen at/);
});

Deno.test("a users.toml that cannot be read opens nothing to anybody", async () => {
  await using cellpost = await Cellpost.start({
    clock: new ManualClock(),
    files: { "users.toml": "[[user" },
  });
  const browser = new Browser(cellpost.screen);
  assert.equal(await browser.status("/api/v1/stats"), 401);
  await said(cellpost, /^The users stay as they were: .*users\.toml/);
});

Deno.test("the first user with a role closes the door that was open", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start({ clock });
  const browser = new Browser(cellpost.screen);
  assert.equal(await browser.status("/api/v1/stats"), 200);
  const { csrf } = await browser.session();
  cellpost.write("users.toml", usersFile([anna]));
  await clock.advance(1_000);
  assert.equal(await browser.status("/api/v1/stats"), 401);
  const release = { method: "POST", headers: { "x-csrf-token": String(csrf) } };
  assert.equal(await browser.status("/api/v1/breaker/release", release), 401);
});
