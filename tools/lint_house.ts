/**
 * The law of the house as a `deno lint` plugin: which room may import which, what a room may touch outside, where time
 * enters, how long a file may be and what it may be called. The table below is the law's only copy in code; the rules
 * in `lint_house/` are its mechanism.
 *
 * @module
 */
import { importRule } from "./lint_house/imports.ts";
import type { Law, Reserved, Room } from "./lint_house/law.ts";
import {
  exportRule,
  lengthRule,
  nameRule,
  nonNullRule,
  stateRule,
} from "./lint_house/shape.ts";
import { worldRule } from "./lint_house/world.ts";

/** The rooms below src/, from the ground up: each stands on rooms above it in this list, so there is no cycle. */
const rooms: Readonly<Record<string, Room>> = {
  model: { imports: [], pure: true },
  sms: { imports: [], pure: true },
  mail: {
    imports: ["model"],
    packages: [
      "html-to-text",
      "iconv-lite",
      "libphonenumber-js",
      "postal-mime",
      "re2js",
    ],
    pure: true,
  },
  config: {
    imports: ["model"],
    packages: ["smol-toml", "valibot"],
    pure: true,
  },
  policy: { imports: ["model"], pure: true },
  auth: {
    imports: ["model"],
    packages: ["selfsigned", "smol-toml", "valibot"],
    pure: true,
  },
  smtp: { imports: ["model"], pure: false },
  queue: { imports: ["model"], packages: ["node:sqlite"], pure: false },
  "modem/serial": { imports: ["model"], pure: false },
  "modem/at": { imports: ["model", "modem/serial"], pure: true },
  modem: { imports: ["model", "sms", "modem/at", "modem/serial"], pure: true },
  delivery: {
    imports: ["model", "mail", "policy", "sms", "queue", "modem"],
    pure: true,
  },
  alarm: { imports: ["model", "queue", "modem"], pure: true },
  notify: { imports: ["model"], packages: ["nodemailer"], pure: false },
  desk: { imports: ["model"], packages: ["valibot"], pure: true },
  control: { imports: ["model", "desk"], packages: ["valibot"], pure: false },
  web: {
    imports: ["model", "desk"],
    packages: ["@valibot/to-json-schema", "hono", "valibot"],
    pure: false,
  },
  // Runs in another machine's browser, so it never meets Deno; what it shares with the server are the nouns.
  "web/screen": {
    imports: ["model", "sms", "desk"],
    packages: ["hono"],
    pure: true,
  },
};

/** The room that wires all others. */
const app: Room = {
  imports: Object.keys(rooms),
  packages: [
    "@logtape/logtape",
    "commander",
    "node:fs",
    "node:os",
    "node:process",
  ],
  pure: false,
};

const reserved: readonly Reserved[] = [
  {
    names: ["Deno.dlopen"],
    places: ["modem/serial", "app/service/windows_service*", "app/systemd*"],
    hint: "Foreign calls live in modem/serial; ask for an interface there",
  },
  {
    // Deno begins TLS on a running connection only as its client: tls_pairing.ts borrows a listener's server side for TLS.
    names: ["Deno.listen", "Deno.listenTls"],
    // `cellpost doctor` tries a port for a moment, which is the only way to know whether it can be had.
    places: ["smtp/entrance.ts", "smtp/tls_pairing.ts", "smtp/try_listen.ts"],
    hint: "Listeners live in smtp/entrance.ts",
  },
  {
    // A modem behind a device server is a serial port that happens to be reached by TCP.
    names: ["Deno.connect", "Deno.connectTls"],
    places: ["modem/serial/port_tcp.ts", "smtp/tls_pairing.ts", "notify"],
    hint: "Only a port behind tcp:// and notify connect",
  },
  {
    names: ["Deno.serve"],
    places: ["control", "web"],
    hint: "HTTP is served by control and web",
  },
  {
    names: ["Deno.env"],
    places: ["config"],
    hint: "Let config read it and app pass the value down",
  },
  {
    names: ["fetch"],
    places: ["notify", "control", "web/screen/calls.ts"],
    hint: "Only notify and control call out, and the screen by its calls.ts",
  },
  {
    names: [
      "Date.now",
      "Date()",
      "new Date()",
      "performance.now",
      "Math.random",
      "setTimeout",
      "setInterval",
      "AbortSignal.timeout",
    ],
    places: ["model/clock.ts", "web/screen/browser_time.ts"],
    hint: "Take model's Clock: now, monotonic, random, after, sleep",
  },
];

/** The law as it stands. */
export const law: Law = {
  rooms: { ...rooms, app },
  anywhere: ["node:buffer", "node:crypto", "node:path", "node:util"],
  reserved,
  ambient: ["Deno", "console", "process", "localStorage"],
  harmless: ["Deno.errors", "Deno.inspect"],
  thinShells: [
    "auth/certificate_disk.ts",
    "auth/private_file.ts",
    "auth/tokens_disk.ts",
    "auth/users_disk.ts",
    "config/load.ts",
    "web/screen/remembered.ts",
  ],
  longest: { file: 400, mod: 30, function: 60 },
  emptyNames: ["common", "helper", "helpers", "misc", "types", "util", "utils"],
};

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    imports: importRule(law),
    world: worldRule(law),
    length: lengthRule(law),
    names: nameRule(law),
    state: stateRule(law),
    exports: exportRule(law),
    "no-non-null": nonNullRule(law),
  },
};

// The plugin interface of `deno lint` asks for a default export; it is the house's only one.
export default plugin;
