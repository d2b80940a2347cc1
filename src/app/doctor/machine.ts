import type { Config } from "../../config/mod.ts";
import { findTimeZone, systemClock } from "../../model/mod.ts";
import { type MachineFiles, machineFiles } from "../../modem/serial/mod.ts";
import { tryListen } from "../../smtp/mod.ts";
import { type ClockFacts, clockSetters } from "./clock_look.ts";
import type { Holder, ListenFacts } from "./listen_look.ts";
import { holderOf, type ListeningSocket, readSockets } from "./sockets.ts";
import type { SystemFacts } from "./system_look.ts";

/** What is known of the addresses that the config wants listened on; `ownPid`: the cellpost that runs with it. */
export function listenFacts(
  { smtp, web }: Config,
  ownPid: number | undefined,
): readonly ListenFacts[] {
  using files = machineFiles();
  const sockets = ["tcp", "tcp6"].flatMap((name) =>
    readSockets(files.read(`/proc/net/${name}`) ?? "")
  );
  const wanted = [
    ...smtp.listeners.map(({ address }) => ({
      ...{ what: "SMTP", ...address } as const,
    })),
    ...(web.enabled ? web.listen : []).map((address) => ({
      ...{ what: "Screen", ...address } as const,
    })),
  ];
  return wanted.map((it) => {
    const socket = holderOf(sockets, it);
    return {
      ...it,
      ownPid,
      holder: socket && (processOf(socket, files) ?? "unseen"),
      ...(ownPid === undefined ? { trial: tryListen(it) } : {}),
    };
  });
}

function processOf(
  { inode }: ListeningSocket,
  files: MachineFiles,
): Holder | undefined {
  const link = `socket:[${inode}]`;
  return processesOf(files).find(({ pid }) =>
    files.list(`/proc/${pid}/fd`).some((fd) =>
      files.link(`/proc/${pid}/fd/${fd}`) === link
    )
  );
}

function processesOf(files: MachineFiles): readonly Holder[] {
  return files.list("/proc").filter((it) => /^\d+$/.test(it)).flatMap((pid) => {
    const name = files.read(`/proc/${pid}/comm`);
    return name === undefined ? [] : [{ pid: Number(pid), name }];
  });
}

/** What is known of the clock; `paths`: files that cellpost writes. */
export function clockFacts(
  config: Config | undefined,
  paths: readonly string[],
): ClockFacts {
  using files = machineFiles();
  const written = paths.flatMap((path) => mtimeOf(path) ?? []);
  const chosen = config?.message.timezone;
  const names = processesOf(files).map(({ name }) => name);
  return {
    now: systemClock.now(),
    newestFile: written.length === 0 ? undefined : Math.max(...written),
    os: Deno.build.os,
    timesyncDone: mtimeOf("/run/systemd/timesync/synchronized") !== undefined,
    setters: clockSetters.filter((it) => names.includes(it)),
    zone: findTimeZone(chosen ?? "")?.name ?? "UTC",
    zoneIsChosen: chosen !== undefined,
    hasTimesOfDay: config !== undefined && hasTimesOfDay(config),
  };
}

function hasTimesOfDay({ modems, quiet, schedules }: Config): boolean {
  return quiet.length > 0 || schedules.length > 0 ||
    modems.some(({ dailyResetMinute, limits }) =>
      dailyResetMinute !== undefined || limits?.quiet !== undefined
    );
}

function mtimeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).mtime?.getTime();
  } catch {
    return undefined;
  }
}

/** What else of this machine concerns cellpost. */
export function systemFacts(config: Config | undefined): SystemFacts {
  using files = machineFiles();
  return {
    os: Deno.build.os,
    farPorts: config === undefined ? [] : farPortsOf(config),
    ufw: files.read("/etc/ufw/ufw.conf"),
    processes: processesOf(files),
    hasNftables: mtimeOf(nftablesAtStart) !== undefined,
    limits: files.read("/proc/self/limits"),
    modems: config?.modems.length ?? 0,
  };
}

/** Where systemd notes that the rules of nftables are loaded at the start. */
const nftablesAtStart =
  "/etc/systemd/system/sysinit.target.wants/nftables.service";

function farPortsOf({ smtp, web }: Config): readonly number[] {
  const addresses = [
    ...smtp.listeners.map(({ address }) => address),
    ...(web.enabled ? web.listen : []),
  ];
  const far = addresses.filter(({ hostname, port }) =>
    port !== 0 && !/^(?:127\.|::1$|localhost$)/.test(hostname)
  );
  return [...new Set(far.map(({ port }) => port))];
}
