import fc from "fast-check";
import assert from "node:assert/strict";
import { type Clock, systemClock } from "../src/model/mod.ts";
import {
  type SmtpListener,
  type SmtpServer,
  type SmtpServerOptions,
  startSmtpServer,
} from "../src/smtp/mod.ts";
import { certificate } from "./support/certificates.ts";
import {
  type Dialog,
  type DialogOptions,
  playDialog,
  readDialogs,
} from "./support/dialog.ts";
import { FakeReceiver } from "./support/fake_receiver.ts";
import { ManualClock, settle } from "./support/manual_clock.ts";

const dialogs = readDialogs()
  .filter(({ appliance }) => appliance === undefined);

const numbers = [
  "maxSize",
  "maxLine",
  "maxRecipients",
  "maxCommands",
  "maxConnections",
  "maxBuffered",
  "maxErrors",
  "greetingDelayMs",
];

const flags = ["strictLineEndings", "authPlaintext", "dsn"];
const words = ["auth", "tls"];

/** What a dialog's `@` lines may set, of the server and of its listener. */
function optionsOf(
  { name, options }: Dialog,
): Partial<SmtpServerOptions & SmtpListener> {
  const changed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    if (numbers.includes(key)) changed[key] = Number(value);
    else if (words.includes(key)) changed[key] = value;
    else if (flags.includes(key)) changed[key] = value === "true";
    else if (key === "certificate") changed[key] = certificate;
    else if (key === "lfClients") {
      changed[key] = (address: string) => address === value;
    } else throw new Error(`${name}: no option "${key}" can be set`);
  }
  return changed;
}

function serverFor(
  dialog: Dialog,
  receiver: FakeReceiver,
  clock: Clock,
): SmtpServer {
  const changed = optionsOf(dialog);
  const listener = {
    strictLineEndings: false,
    tls: "none",
    auth: "off",
    authPlaintext: false,
    ...changed,
  } as const;
  return startSmtpServer(receiver, {
    listeners: [{ ...listener, hostname: "127.0.0.1", port: 0 }],
    lfClients: () => false,
    maxSize: 100_000,
    maxLine: 2_048,
    maxRecipients: 100,
    maxCommands: 1_000,
    maxConnections: 100,
    idleTimeoutMs: 300_000,
    clock,
    ...changed,
    hostname: "gw.example",
  });
}

/** Plays the dialog against a server of its own; in the end no mail may be left that no line spoke of. */
async function play(dialog: Dialog, cut?: DialogOptions["cut"]): Promise<void> {
  const receiver = new FakeReceiver();
  const clock = dialog.steps.some(({ kind }) => kind === "H:")
    ? new ManualClock()
    : systemClock;
  const server = serverFor(dialog, receiver, clock);
  const [address] = server.addresses;
  assert.ok(address);
  const nextMail = () => receiver.mails.shift()?.text;
  try {
    const { hostname, port } = address;
    const happen = (event: string) => letHappen(event, server, clock);
    await playDialog(dialog, {
      hostname,
      port,
      nextMail,
      happen,
      ...(cut && { cut }),
    });
    assert.deepEqual(receiver.mails, []);
  } finally {
    await server.stop(0);
  }
}

async function letHappen(
  event: string,
  server: SmtpServer,
  clock: Clock,
): Promise<void> {
  const [, seconds] = /^(\d+) s pass$/.exec(event) ?? [];
  // The server has read what was sent, and waits again.
  for (let turn = 0; turn < 10; turn++) await settle();
  if (event === "it stops") void server.stop(60_000);
  else if (seconds !== undefined && clock instanceof ManualClock) {
    await clock.advance(Number(seconds) * 1000);
  } else throw new Error(`"${event}" cannot happen to a listener`);
}

for (const dialog of dialogs) {
  Deno.test(`dialog ${dialog.name}`, () => play(dialog));
}

Deno.test("every dialog goes the same way byte by byte", async () => {
  const bytes = (whole: Uint8Array) =>
    Array.from(whole, (byte) => Uint8Array.of(byte));
  for (const dialog of dialogs) await play(dialog, bytes);
});

Deno.test("every dialog goes the same way at any cut", async () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...dialogs),
      cuts,
      async (dialog, sizes) => {
        await play(dialog, (whole) => pieces(whole, sizes));
      },
    ),
    { numRuns: 40 },
  );
});

function pieces(whole: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const cut: Uint8Array[] = [];
  for (let at = 0; at < whole.length;) {
    const size = sizes[cut.length % sizes.length] ?? 1;
    cut.push(whole.subarray(at, at + size));
    at += size;
  }
  return cut;
}
