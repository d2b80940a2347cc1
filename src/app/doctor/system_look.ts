import { amiss, type Finding, fine } from "./finding.ts";
import type { Holder } from "./listen_look.ts";

/** What else of the machine concerns cellpost. */
export interface SystemFacts {
  readonly os: typeof Deno.build.os;
  /** Ports that clients from elsewhere must reach. */
  readonly farPorts: readonly number[];
  /** The text of ufw's settings; undefined where it is not installed. */
  readonly ufw: string | undefined;
  /** All processes that can be seen. */
  readonly processes: readonly Holder[];
  /** Whether nftables has a ruleset that is loaded at the start. */
  readonly hasNftables: boolean;
  /** `/proc/self/limits`. */
  readonly limits: string | undefined;
  /** How many modems there may be. */
  readonly modems: number;
}

/** Looks at firewalls, at other SMS software, and at limits. */
export function lookAtSystem(facts: SystemFacts): readonly Finding[] {
  return [
    ...lookAtFirewall(facts),
    ...lookAtRivals(facts),
    ...lookAtLimits(facts),
  ];
}

/** Only what can be seen is told: which rules hold, only root sees. */
function lookAtFirewall(
  { farPorts, hasNftables, os, processes, ufw }: SystemFacts,
): readonly Finding[] {
  if (farPorts.length === 0) return [];
  const area = "Firewall";
  const ports = farPorts.join(", ");
  const hint = (text: string, advice: string) => [
    amiss(area, "hint", { text, advice }),
  ];
  if (os === "windows") {
    return hint(
      `Windows may keep clients from port ${ports}`,
      `as administrator: New-NetFirewallRule -DisplayName cellpost -Direction Inbound -Protocol TCP -LocalPort ${
        farPorts.join(",")
      } -Action Allow`,
    );
  }
  if (/^ENABLED=yes$/im.test(ufw ?? "")) {
    const rules = farPorts.map((it) => `sudo ufw allow ${it}/tcp`);
    return hint(
      `ufw is on, and may keep clients from port ${ports}`,
      `${rules.join("; ")}, better with "from" and your network`,
    );
  }
  if (processes.some(({ name }) => name === "firewalld")) {
    const rules = farPorts.map((it) => `--add-port=${it}/tcp`).join(" ");
    return hint(
      `firewalld runs, and may keep clients from port ${ports}`,
      `sudo firewall-cmd --permanent ${rules}, then: sudo firewall-cmd --reload`,
    );
  }
  return hasNftables
    ? hint(
      `nftables has rules, which may keep clients from port ${ports}`,
      "sudo nft list ruleset shows them",
    )
    : [];
}

/** Programs that take modems, as the kernel names their processes (15 letters at most). */
const rivals: ReadonlyMap<string, string> = new Map([
  ["smsd", "SMS Server Tools"],
  ["gammu-smsd", "Gammu"],
  ["bearerbox", "Kannel"],
  ["playsmsd", "playSMS"],
  ["asterisk", "Asterisk"],
  ["wvdial", "WvDial"],
  ["pppd", "a dial-up connection"],
  ["minicom", "minicom"],
  ["picocom", "picocom"],
]);

function lookAtRivals({ processes }: SystemFacts): readonly Finding[] {
  const found = processes.filter(({ name }) => rivals.has(name));
  return found.map(({ name, pid }) =>
    amiss("System", "hint", {
      text: `${name} (pid ${pid}, ${
        rivals.get(name)
      }) runs, and may hold a modem`,
      advice: "see that it has a modem of its own, or stop it",
    })
  );
}

/** A modem needs a handful of files, a client one; below this a busy hour may be too much. */
const fewFiles = 1024;

function lookAtLimits({ limits, modems }: SystemFacts): readonly Finding[] {
  const [, , hard] = /^Max open files\s+(\d+|unlimited)\s+(\d+|unlimited)/m
    .exec(limits ?? "") ?? [];
  if (hard === undefined) return [];
  const most = hard === "unlimited" ? Infinity : Number(hard);
  if (most >= fewFiles + 8 * modems) {
    return [fine("System", `${hard} files may be open at a time`)];
  }
  return [
    amiss("System", "warning", {
      text: `Only ${hard} files may be open at a time`,
      advice: 'raise the limit: LimitNOFILE= of the service, "ulimit -Hn"',
    }),
  ];
}
