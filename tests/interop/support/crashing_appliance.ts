/**
 * An appliance that kills itself at a named point: `crashing_appliance.ts POINT CONFIG`. It is the real one, with the store or
 * the serial ports decorated.
 *
 * @module
 */
import { dirname } from "node:path";
import { startAppliance } from "../../../src/app/mod.ts";
import { storeOptionsOf } from "../../../src/app/store_options.ts";
import { loadConfig } from "../../../src/config/mod.ts";
import { systemClock } from "../../../src/model/mod.ts";
import { SimulatedPorts } from "../../../src/modem/mod.ts";
import {
  openSerialPorts,
  type SerialPort,
  type SerialPorts,
} from "../../../src/modem/serial/mod.ts";
import {
  type Entry,
  lockQueue,
  openStore,
  type Store,
} from "../../../src/queue/mod.ts";

/** Where the appliance can die, in the order in which a mail comes past. */
export const crashPoints = [
  /** The mail is on disk, its 250 is not written. */
  "accepted",
  /** A modem has the delivery next, which nobody has written down. */
  "reserved",
  /** It is leased to a modem that has not prompted in good time. */
  "claimed",
  /** The modem has prompted and the start of the PDU is on record; no byte of it is written. */
  "prompted",
  /** The PDU and its Ctrl-Z are written. */
  "submitted",
  /** `+CMGS` has come, the acknowledgement is not on record. */
  "answered",
  /** The acknowledgement of the first segment is on record, the second is not begun. */
  "halfway",
] as const;

/** One of them. */
export type CrashPoint = typeof crashPoints[number];

const ctrlZ = 0x1a;

function die(): never {
  Deno.kill(Deno.pid, "SIGKILL");
  throw new Error("Nobody survives that");
}

/** The store, deadly at the point. Only what the appliance calls on its way to the points is wrapped. */
function deadlyStore(store: Store, point: CrashPoint): Store {
  const deadly: Partial<Store> = {
    async accept(mail) {
      const accepted = await store.accept(mail);
      return point === "accepted" ? die() : accepted;
    },
    peek(request) {
      const claim = store.peek(request);
      return point === "reserved" && claim !== undefined ? die() : claim;
    },
    async record(entries) {
      const has = (kind: Entry["kind"]) =>
        entries.some((it) => it.kind === kind);
      if (point === "answered" && has("acknowledged")) die();
      const late = point === "claimed" && has("claimed") ||
        point === "halfway" && has("acknowledged");
      const some = late
        ? entries.filter(({ kind }) => kind !== "started")
        : entries;
      const recorded = await store.record(some);
      if (late || point === "prompted" && has("started")) die();
      return recorded;
    },
  };
  return new Proxy(store, {
    get(target, name) {
      const own = Reflect.get(deadly, name);
      if (own !== undefined) return own;
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** The ports, deadly when the end of a PDU has been written. */
function deadlyPorts(ports: SerialPorts, point: CrashPoint): SerialPorts {
  if (point !== "submitted") return ports;
  return {
    async open(path, options) {
      return deadlyPort(await ports.open(path, options));
    },
    close: () => ports.close(),
  };
}

function deadlyPort(port: SerialPort): SerialPort {
  return {
    path: port.path,
    read: () => port.read(),
    async write(bytes) {
      await port.write(bytes);
      if (bytes.includes(ctrlZ)) die();
    },
    flush: () => port.flush(),
    setLines: (lines) => port.setLines(lines),
    close: () => port.close(),
  };
}

async function main([name, configPath = ""]: readonly string[]) {
  const point = crashPoints.find((it) => it === name);
  if (point === undefined) throw new Error(`No crash point "${name}"`);
  const loaded = loadConfig({ configPath, overrides: {}, cwd: Deno.cwd() });
  if (loaded.kind !== "ok") throw new Error(Deno.inspect(loaded.problems));
  const { config } = loaded;
  const lock = lockQueue(config.queue.path);
  if ("heldBy" in lock) throw new Error("Another one has the queue");
  const clock = systemClock;
  const store = await openStore(
    config.queue.path,
    storeOptionsOf(config, clock),
  );
  const { smtp } = await startAppliance(config, {
    clock,
    store: deadlyStore(store, point),
    ports: deadlyPorts(openSerialPorts(clock), point),
    simulated: new SimulatedPorts({ clock }),
    controlPath: `${dirname(config.queue.path)}/control.json`,
    usersPath: `${dirname(config.queue.path)}/users.toml`,
    observe: () => {},
  });
  for (const { hostname, port } of smtp.addresses) {
    console.log(`SMTP ${hostname}:${port}`);
  }
}

if (import.meta.main) await main(Deno.args);
