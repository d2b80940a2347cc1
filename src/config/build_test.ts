import assert from "node:assert/strict";
import { buildConfig } from "./build.ts";
import type { Overrides } from "./overrides.ts";
import { renderProblems } from "./problem.ts";
import { validate } from "./validate.ts";

/** The configuration of a text, in the folder /etc. */
function built(text: string, overrides: Overrides = {}) {
  const result = validate(text, overrides);
  if (result.kind === "ok") {
    return buildConfig(result.document, (path) => `/etc/${path}`);
  }
  assert.fail(renderProblems(result.problems, "c"));
}

const everyOption = `
[smtp]
listen = [":25"]
hostname = "sms.example.com"
allow = ["10.0.0.0/8"]
lf_clients = ["10.1.1.1"]
strict_line_endings = true
hide_starttls = ["10.2.0.0/16"]
tls_cert = "cert.pem"
tls_key = "key.pem"
max_size = "1MiB"
max_line = 4096
max_recipients = 7
max_commands = 70
max_connections = 8
max_connections_per_client = 9
connections_per_minute = 10
mails_per_minute = 11
idle_timeout = "90s"
max_errors = 12
min_data_rate = "1KB"
greeting_delay = "3s"
dedupe_window = "1h"
[[smtp.listener]]
address = "[::1]:465"
tls = "implicit"
auth = "optional"
auth_plaintext = true
allow = ["::/0"]
strict_line_endings = false
proxy_protocol = ["10.3.3.3"]
[policy]
users = ["plc"]
senders = ["plc@plant.example", "<>"]
recipient_domains = ["sms.example", "Flash.SMS"]
allow_numbers = ["+49", "+46 70"]
deny_numbers = ["+49-900"]
per_client = ["1/minute"]
per_user = ["2/hour", "3 / day"]
per_sender = ["4/day"]
per_recipient = ["5/minute"]
total = ["6/day"]
[contacts]
Anna = "+46 70-123 45 67"
lars = ["+46702345678", "(0170) 123/4567"]
[groups]
OnCall = ["ANNA", "+46 70 345 67 89", "Night"]
[[schedule]]
group = "Night"
days = ["sat-mon", "Mon"]
from = "17:30"
to = "8:00"
members = ["lars", "0703"]
[[schedule]]
group = "oncall"
members = ["lars"]
[[quiet]]
groups = ["OnCall", "anna"]
numbers = ["+46 70"]
days = ["sun-thu"]
from = "22:00"
to = "7:00"
urgent = false
[[quiet]]
from = "00:00"
to = "05:00"
[domains."Flash.SMS"]
flash = true
[domains."sms.example"]
flash = false
urgent = true
[message]
country = "DE"
short_codes = true
bare_digits = "refuse"
timezone = "Asia/Kolkata"
template = "{subject}: {body}"
max_segments = 3
when_too_long = "refuse"
strip_signature = true
strip_quotes = true
strip_patterns = ['\\d+']
end_marker = "$$"
plain_punctuation = false
transliterate = true
status_report = false
reference_bits = 16
national_languages = ["turkish", "spanish", "turkish"]
validity = "6h"
replace = 2
[[sender]]
address = "zabbix@plant.example"
prefix = "ZBX "
template = "{subject}"
max_segments = 2
replace = 0
expire_after = "10m"
[[sender]]
address = "*"
[delivery]
expire_after = "1h"
retry_first = "1s"
retry_max = "2s"
on_uncertain = "hold"
uncertain_wait = "0s"
report_timeout = "4s"
resume_wait = "500ms"
segment_timeout = "90s"
stale_after = "30m"
on_stale = "merge"
[log]
level = "warning"
format = "json"
`;

Deno.test("every value of [smtp] arrives under its own name and in its unit", () => {
  const { listeners: _, ...smtp } = built(everyOption).smtp;
  assert.deepEqual(smtp, {
    hostname: "sms.example.com",
    allow: ["10.0.0.0/8"],
    lfClients: ["10.1.1.1"],
    strictLineEndings: true,
    hideStarttls: ["10.2.0.0/16"],
    tlsCert: "/etc/cert.pem",
    tlsKey: "/etc/key.pem",
    maxSize: 1_048_576,
    maxLine: 4096,
    maxRecipients: 7,
    maxCommands: 70,
    maxConnections: 8,
    maxConnectionsPerClient: 9,
    connectionsPerMinute: 10,
    mailsPerMinute: 11,
    idleTimeoutMs: 90_000,
    maxErrors: 12,
    minDataRate: 1_000,
    greetingDelayMs: 3_000,
    dedupeWindowMs: 3_600_000,
  });
});

Deno.test("listeners of both forms count; a section's own values win over those of [smtp]", () => {
  assert.deepEqual(built(everyOption).smtp.listeners, [
    {
      address: { hostname: "0.0.0.0", port: 25 },
      tls: "none",
      auth: "off",
      authPlaintext: false,
      allow: ["10.0.0.0/8"],
      strictLineEndings: true,
      proxyProtocol: [],
    },
    {
      address: { hostname: "::1", port: 465 },
      tls: "implicit",
      auth: "optional",
      authPlaintext: true,
      allow: ["::/0"],
      strictLineEndings: false,
      proxyProtocol: ["10.3.3.3"],
    },
  ]);
});

Deno.test("the default address is listened on only where none is written", () => {
  const addressesOf = (text: string, overrides: Overrides = {}) =>
    built(text, overrides).smtp.listeners.map(({ address, ...it }) => [
      `${address.hostname} ${address.port}`,
      it.allow.length,
      it.strictLineEndings,
    ]);
  const section = '[[smtp.listener]]\naddress = ":25"\n';
  assert.deepEqual(addressesOf(""), [["127.0.0.1 2525", 2, false]]);
  assert.deepEqual(addressesOf("[smtp]\nstrict_line_endings = true\n"), [
    ["127.0.0.1 2525", 2, true],
  ]);
  assert.deepEqual(addressesOf(section), [["0.0.0.0 25", 2, false]]);
  const inherits = `[smtp]\nlisten = []\nallow = ["::1"]\n${section}`;
  assert.deepEqual(addressesOf(inherits), [["0.0.0.0 25", 1, false]]);
  assert.deepEqual(addressesOf(section, { smtpListen: ["26", "[::]:27"] }), [
    ["127.0.0.1 26", 2, false],
    [":: 27", 2, false],
  ]);
});

Deno.test("no certificate is undefined, not the config's folder", () => {
  const { tlsCert, tlsKey } = built("").smtp;
  assert.deepEqual([tlsCert, tlsKey], [undefined, undefined]);
});

Deno.test("[policy] arrives with its rates read and its prefixes bare", () => {
  assert.deepEqual(built(everyOption).policy, {
    users: ["plc"],
    senders: ["plc@plant.example", "<>"],
    recipientDomains: ["sms.example", "Flash.SMS"],
    allowNumbers: ["+49", "+4670"],
    denyNumbers: ["+49900"],
    perClient: [{ count: 1, per: "minute" }],
    perUser: [{ count: 2, per: "hour" }, { count: 3, per: "day" }],
    perSender: [{ count: 4, per: "day" }],
    perRecipient: [{ count: 5, per: "minute" }],
    total: [{ count: 6, per: "day" }],
  });
});

Deno.test("the phone book has small names, canonical numbers, and national ones as digits", () => {
  const { contacts, groups, domains } = built(everyOption);
  assert.deepEqual([...contacts], [
    ["anna", ["+46701234567"]],
    ["lars", ["+46702345678", "01701234567"]],
  ]);
  assert.deepEqual([...groups].sort(), [["night", []], ["oncall", [
    { kind: "name", name: "anna" },
    { kind: "number", number: "+46703456789" },
    { kind: "name", name: "night" },
  ]]]);
  assert.deepEqual([...domains], [
    ["flash.sms", { flash: true }],
    ["sms.example", { flash: false, priority: "urgent" }],
  ]);
});

Deno.test("schedules have days of ISO 8601 and minutes, and are always active unless they say", () => {
  assert.deepEqual(built(everyOption).schedules, [
    {
      group: "night",
      days: [1, 6, 7],
      fromMinute: 1050,
      toMinute: 480,
      members: [
        { kind: "name", name: "lars" },
        { kind: "number", number: "0703" },
      ],
    },
    {
      group: "oncall",
      days: [1, 2, 3, 4, 5, 6, 7],
      fromMinute: 0,
      toMinute: 1440,
      members: [{ kind: "name", name: "lars" }],
    },
  ]);
});

Deno.test("senders take from [message] what they leave out", () => {
  assert.deepEqual(built(everyOption).senders, [
    {
      address: "zabbix@plant.example",
      prefix: "ZBX ",
      template: "{subject}",
      maxSegments: 2,
      replaceType: 0,
      expireAfterMs: 600_000,
    },
    {
      address: "*",
      prefix: "",
      template: "{subject}: {body}",
      maxSegments: 3,
      replaceType: 2,
    },
  ]);
});

Deno.test("quiet hours have names in small letters, days of ISO 8601 and minutes", () => {
  assert.deepEqual(built(everyOption).quiet, [
    {
      groups: ["oncall", "anna"],
      numbers: ["+4670"],
      days: [1, 2, 3, 4, 7],
      fromMinute: 1320,
      toMinute: 420,
      urgent: false,
    },
    {
      groups: [],
      numbers: [],
      days: [1, 2, 3, 4, 5, 6, 7],
      fromMinute: 0,
      toMinute: 300,
      urgent: true,
    },
  ]);
});

Deno.test("a validity until expiry is no number of hours, and stale_after may be absent", () => {
  const { message, delivery } = built('[message]\nvalidity = "expire"\n');
  assert.equal(message.validUntilExpiry, true);
  assert.equal(message.validityMs, undefined);
  assert.equal(delivery.staleAfterMs, undefined);
});

Deno.test("every value of the other sections arrives under its own name and in its unit", () => {
  const { modems, queue, message, delivery, log } = built(everyOption);
  assert.deepEqual({ modems, queue, message, delivery, log }, {
    modems: [],
    queue: {
      path: "/etc/cellpost.db",
      keepForMs: 90 * 86_400_000,
      keepTextForMs: undefined,
    },
    message: {
      country: "DE",
      shortCodes: true,
      bareDigits: "refuse",
      timezone: "Asia/Kolkata",
      template: "{subject}: {body}",
      maxSegments: 3,
      whenTooLong: "refuse",
      stripSignature: true,
      stripQuotes: true,
      stripPatterns: ["\\d+"],
      endMarker: "$$",
      plainPunctuation: false,
      transliterate: true,
      statusReport: false,
      referenceBits: 16,
      nationalLanguages: ["turkish", "spanish"],
      validityMs: 21_600_000,
      validUntilExpiry: false,
      replaceType: 2,
    },
    delivery: {
      expireAfterMs: 3_600_000,
      retryFirstMs: 1_000,
      retryMaxMs: 2_000,
      onUncertain: "hold",
      uncertainWaitMs: 0,
      reportTimeoutMs: 4_000,
      resumeWaitMs: 500,
      segmentTimeoutMs: 90_000,
      staleAfterMs: 1_800_000,
      onStale: "merge",
    },
    log: { level: "warning", format: "json" },
  });
});
