import type { ModemView } from "../desk/mod.ts";
import {
  autoPort,
  type FleetModem,
  isSimulated,
  type ModemStatus,
  type PortView,
  probeModem,
  sameModem,
} from "../modem/mod.ts";
import { SerialError } from "../modem/serial/mod.ts";
import {
  type FoundPorts,
  isPath,
  lookAround,
  openModemPort,
} from "./modem_port.ts";
import {
  portlessViews,
  simView,
  stateOf,
  troubleOf,
  type Words,
  wordsOf,
} from "./port_words.ts";
import { adviceAgainstModemManager } from "./udev_rule.ts";

/** What is known of the configured modems before a survey. */
export interface KnownModems {
  /** Those that a fleet supervises, as they stand. */
  readonly statuses: readonly ModemStatus[];
  /** Those that nobody supervises: asked like any other port. */
  readonly configured: readonly FleetModem[];
  /** Whether a section with port = "auto" takes all others. */
  readonly takesAll: boolean;
  /** Whether ports are asked again of which is known what is behind them. */
  readonly anew: boolean;
  /** How long to ask, milliseconds; without end when left out. */
  readonly budgetMs?: number;
  /** What was said of `configured` before; each survey adds to it. */
  readonly recent?: RecentViews;
}

/** Views by the names of their modems, with the monotonic moments when they were made. */
export type RecentViews = Map<
  string,
  { readonly view: ModemView; readonly at: number }
>;

/** So long a modem that nobody supervises is not asked again unless that is wished. */
const recentMs = 30_000;

/** The configured modems first, then what is behind the machine's other serial ports, and why that is no good. */
export async function surveyModems(
  options: FoundPorts,
  known: KnownModems,
): Promise<readonly ModemView[]> {
  const { anew, budgetMs = Infinity, statuses, takesAll } = known;
  const until = options.clock.monotonic() + budgetMs;
  const own = [...statuses, ...await probeConfigured(options, known)];
  const ports = await options.finder.survey({ anew, until });
  const owners = new Map(own.map((it) => [deviceOf(it, ports), it.name]));
  const around = lookAround(options);
  const advised = (view: ModemView, port: PortView | undefined): ModemView => {
    const advice = port && advisable(port)
      ? adviceAgainstModemManager(port.listing, around)
      : undefined;
    return advice === undefined ? view : { ...view, advice };
  };
  const portOf = (view: ModemView) =>
    ports.find(({ listing }) => listing.device === deviceOf(view, ports));
  const others = ports.filter(({ listing }) => !owners.has(listing.device));
  const bearers = [
    ...own.map((view) => bearerOf(view.name, view.identity, portOf(view))),
    ...others.map((port) => bearerOf(port.listing.device, metAt(port), port)),
  ];
  return [
    ...own.map((view) => advised(view, portOf(view))),
    ...others.map((port) => {
      const ownerOf = (device: string) => owners.get(device) || device;
      const words = secondPort(port, bearers) ??
        wordsOf(port, {
          ownerOf,
          sharesImei: sharesImei(port, bearers),
          takesAll,
        });
      return advised(otherView(port, words), port);
    }),
    ...portlessViews(around),
  ];
}

async function probeConfigured(
  options: FoundPorts,
  { anew, configured, recent = new Map() }: KnownModems,
): Promise<readonly ModemView[]> {
  const views: ModemView[] = [];
  for (const modem of configured) {
    if (modem.port === autoPort) continue;
    const now = options.clock.monotonic();
    const last = recent.get(modem.name);
    const view = !anew && last !== undefined && now - last.at < recentMs
      ? last.view
      : await probe(modem, options);
    if (view !== last?.view) recent.set(modem.name, { view, at: now });
    views.push(view);
  }
  return views;
}

function deviceOf(
  { device, port }: ModemView,
  ports: readonly PortView[],
): string {
  const path = device ?? port;
  return ports.find(({ listing }) => listing.path === path)?.listing.device ??
    path;
}

/** Somebody who answers: how he is called, and what he says of himself. */
interface Bearer {
  readonly called: string;
  readonly identity: ModemView["identity"];
  readonly usbSocket: string | undefined;
}

function bearerOf(
  called: string,
  identity: ModemView["identity"],
  port: PortView | undefined,
): Bearer {
  return { called, identity, usbSocket: port?.listing.usbSocket };
}

function metAt({ state, sighting }: PortView): ModemView["identity"] {
  const found = sighting?.found;
  return state.kind === "free" && found?.kind === "modem"
    ? found.identity
    : undefined;
}

/** A port whose modem stands further up already: no table knows its maker, but it says the same of itself, and sits there. */
function secondPort(
  port: PortView,
  bearers: readonly Bearer[],
): Words | undefined {
  const identity = metAt(port);
  const { device, usbSocket } = port.listing;
  if (identity === undefined) return undefined;
  const first = bearers.find((it) =>
    it.called === device || it.identity && sameModem(it.identity, identity) &&
      (usbSocket !== undefined && it.usbSocket === usbSocket ||
        identity.iccid !== "" && it.identity.iccid === identity.iccid)
  );
  return first === undefined || first.called === device ? undefined : {
    state: "second port",
    detail: `Another port of ${first.called}`,
  };
}

/** Cheap makes give one IMEI to many. */
function sharesImei(port: PortView, bearers: readonly Bearer[]): boolean {
  const own = metAt(port);
  return own !== undefined &&
    bearers.some(({ identity }) =>
      identity?.imei === own.imei && !sameModem(identity, own)
    );
}

/** ModemManager does no harm to what is no modem. */
function advisable({ listing, state, sighting }: PortView): boolean {
  const found = sighting?.found;
  if (found?.kind === "failed") {
    const { code, holder } = found.error;
    // Only root sees who has a port; ModemManager is the likeliest where it runs.
    return code === "busy" &&
      (holder?.name ?? "ModemManager") === "ModemManager";
  }
  if (listing.usbId === undefined) return false;
  return state.kind === "ours" || found?.kind === "modem";
}

function otherView({ listing, sighting }: PortView, words: Words): ModemView {
  const found = sighting?.found;
  const { path, device, description } = listing;
  return {
    name: "",
    port: path,
    device,
    simulated: false,
    ...words,
    ...(description === undefined ? {} : { description }),
    ...(found?.kind === "modem" && {
      identity: found.identity,
      ...("network" in found && {
        network: found.network,
        ...simView(found.sim),
      }),
    }),
    sent: 0,
    errors: 0,
  };
}

async function probe(
  modem: FleetModem,
  options: FoundPorts,
): Promise<ModemView> {
  const { name, port: path } = modem;
  const simulated = isSimulated(path);
  const base = { name, port: path, simulated, sent: 0, errors: 0 };
  try {
    const port = await openModemPort(modem, options);
    const device = isPath(path) || simulated ? {} : { device: port.path };
    const found = await probeModem(port, options.clock);
    if (found.kind === "silent") {
      return { ...base, ...device, state: "no answer", detail: found.reason };
    }
    const { identity, network, sim } = found;
    const trouble = troubleOf(found);
    const words = {
      state: trouble === undefined ? "ready" : "not ready",
      detail: trouble ?? "",
    };
    return { ...base, ...device, ...words, identity, network, ...simView(sim) };
  } catch (error) {
    if (!(error instanceof SerialError)) throw error;
    return { ...base, state: stateOf(error), detail: error.message };
  }
}
