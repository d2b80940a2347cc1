import assert from "node:assert/strict";
import { buildConfig } from "./build.ts";
import { renderProblems } from "./problem.ts";
import { validate } from "./validate.ts";
import { warningsOf } from "./warnings.ts";

/** The warnings about a text, with a certificate at hand and a limit on what one client can spend. */
function warningsAbout(text: string, { limits = 'total = ["9/day"]' } = {}) {
  const tls = "smtp.tls_cert = 'c'\nsmtp.tls_key = 'k'";
  const result = validate(`${tls}\npolicy.${limits}\n${text}`, {});
  if (result.kind === "invalid") {
    assert.fail(renderProblems(result.problems, "c"));
  }
  return warningsOf(buildConfig(result.document, (path) => path));
}

function listener(lines: string, address = ":25"): string {
  return `[[smtp.listener]]\naddress = "${address}"\n${lines}\n`;
}

/** Asserts on one warning, which says all that it must. */
function assertWarning(warnings: readonly string[], ...parts: string[]): void {
  assert.equal(warnings.length, 1, warnings.join("\n"));
  for (const part of parts) {
    assert.ok(warnings[0]!.includes(part), `${warnings[0]}\nlacks ${part}`);
  }
}

const noLimits = { limits: "total = []" };

Deno.test("nothing is to be said about the defaults, nor about what only this machine reaches", () => {
  assert.deepEqual(warningsAbout("", noLimits), []);
  for (const address of ["2525", "127.0.0.2:25", "[::1]:25", "localhost:25"]) {
    const open = 'allow = ["0.0.0.0/0", "::/0"]\nauth = "any"\n' +
      'auth_plaintext = true\nproxy_protocol = ["0.0.0.0/0"]';
    assert.deepEqual(warningsAbout(listener(open, address), noLimits), []);
  }
});

Deno.test("a listener that everybody may use is an open door, unless it asks for a login", () => {
  for (const all of ["0.0.0.0/0", "10.9.9.9/0", "::/0", "::ffff:0:0/96"]) {
    assertWarning(
      warningsAbout(listener(`allow = ["10.0.0.0/8", "${all}"]`)),
      "Everybody can send SMS through 0.0.0.0:25",
      "name those that need it",
      'auth = "required"',
      "cellpost user add",
    );
  }
  for (const auth of ["required", "optional"]) {
    const lines = `allow = ["0.0.0.0/0"]\nauth = "${auth}"\ntls = "starttls"`;
    const count = auth === "required" ? 0 : 1;
    assert.equal(warningsAbout(listener(lines)).length, count, auth);
  }
});

Deno.test("an open door in [smtp] is told once for all listeners that take it from there", () => {
  const text = 'smtp.listen = [":25", "[::]:26"]\nsmtp.allow = ["0.0.0.0/0"]\n';
  assertWarning(
    warningsAbout(text + listener('allow = ["10.0.0.0/8"]', ":27")),
    "Everybody can send SMS through 0.0.0.0:25 and [::]:26: allow",
  );
});

Deno.test("an allow list wider than /8 is more than anybody knows", () => {
  for (const wide of ["10.0.0.0/7", "0.0.0.0/1", "2000::/3", "2a00::/31"]) {
    assertWarning(
      warningsAbout(listener(`allow = ["${wide}"]`)),
      "0.0.0.0:25",
      "wider than /8",
      "name smaller ones",
    );
  }
  const known = '["10.0.0.0/8", "fc00::/7", "fe80::/10", "2a00:1::/32"]';
  assert.deepEqual(warningsAbout(listener(`allow = ${known}`)), []);
});

Deno.test("a listener that takes every login keeps nobody out", () => {
  assertWarning(
    warningsAbout(listener('auth = "any"\ntls = "implicit"')),
    'Any user and password will do at 0.0.0.0:25: auth = "any"',
    "let allow name just the devices",
  );
});

Deno.test("a login without TLS can be read on its way", () => {
  for (const tls of ["none", "starttls"]) {
    assertWarning(
      warningsAbout(listener(
        `auth = "required"\nauth_plaintext = true\ntls = "${tls}"`,
        "192.168.1.1:25",
      )),
      "Passwords can be read on their way to 192.168.1.1:25",
      "auth_plaintext = false",
    );
  }
  for (
    const lines of [
      'auth = "required"\nauth_plaintext = true\ntls = "implicit"',
      'auth = "required"\ntls = "starttls"',
      "auth_plaintext = true",
    ]
  ) {
    assert.deepEqual(warningsAbout(listener(lines)), [], lines);
  }
});

Deno.test("a proxy that can be anybody lets anybody be anybody", () => {
  for (const wide of ["0.0.0.0/0", "::/0", "10.0.0.0/7"]) {
    assertWarning(
      warningsAbout(listener(`proxy_protocol = ["10.0.0.1", "${wide}"]`)),
      "Any client can claim any address at 0.0.0.0:25",
      "name just your proxies",
    );
  }
  const lines = 'proxy_protocol = ["10.0.0.0/24"]';
  assert.deepEqual(warningsAbout(listener(lines)), []);
});

Deno.test("every sender and no limit is a bill without an end", () => {
  const lan = listener('allow = ["192.168.1.0/24"]');
  assertWarning(
    warningsAbout(lan, noLimits),
    "through 0.0.0.0:25: [policy] has no limit",
    'set total, such as ["500/day"]',
    "name the senders",
  );
  const login = listener('auth = "required"\ntls = "starttls"');
  assert.equal(warningsAbout(login, noLimits).length, 1);
  for (
    const limits of [
      'per_client = ["1/day"]',
      'per_user = ["1/day"]',
      'per_sender = ["1/day"]',
      'per_recipient = ["1/day"]',
      'total = ["1/day"]',
      'senders = ["plant.example"]',
    ]
  ) {
    assert.deepEqual(warningsAbout(lan, { limits }), [], limits);
  }
  // Without a network of its own, nobody gets in from elsewhere.
  assert.deepEqual(warningsAbout(listener(""), noLimits), []);
});

Deno.test("lf_clients undoes strict line endings", () => {
  const lf = 'smtp.lf_clients = ["10.1.1.1"]\n';
  assertWarning(
    warningsAbout(
      `${lf}smtp.listen = [":26"]\n${listener("strict_line_endings = true")}`,
    ),
    "lf_clients undoes strict_line_endings at 0.0.0.0:25:",
    "empty lf_clients, or give such devices a listener of their own",
  );
  assert.deepEqual(warningsAbout(lf), []);
  assertWarning(
    warningsAbout('smtp.lf_clients = ["0.0.0.0/0"]\n'),
    "Smuggled mails",
    "name just the devices",
  );
});

Deno.test("a relay's password that can be read on its way is warned of", () => {
  const login = 'user = "u"\npassword = "p"\nstarttls = "off"';
  const mail = (relay: string) =>
    warningsAbout(`[mail]\nrelay = "${relay}"\n${login}`);
  assertWarning(mail("mail.example"), "[mail] user", "smtps://mail.example");
  assert.deepEqual(mail("127.0.0.1"), []);
  assert.deepEqual(mail("smtps://mail.example"), []);
});

Deno.test("a screen that others reach without TLS is warned of", () => {
  const web = (lines: string) => warningsAbout(`[web]\n${lines}`);
  assertWarning(
    web('listen = ["127.0.0.1:8525", ":8525", "[fd00::1]:8525"]'),
    "the screen at 0.0.0.0:8525 and [fd00::1]:8525",
    "set [web] tls = true",
  );
  assert.deepEqual(web('listen = [":8525"]\ntls = true'), []);
  assert.deepEqual(web('listen = [":8525"]\nenabled = false'), []);
  assert.deepEqual(web('listen = ["localhost:8525", "[::1]:8525"]'), []);
});
