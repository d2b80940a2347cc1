import assert from "node:assert/strict";
import { table } from "../../../tests/support/finding_table.ts";
import { type ClockFacts, lookAtClock } from "./clock_look.ts";
import { lookAtConfig } from "./config_look.ts";
import {
  type ListenFacts,
  lookAtListener,
  lookAtLoopback,
} from "./listen_look.ts";
import { lookAtProgram, type RunningFacts } from "./program_look.ts";
import { lookAtQueue, type QueueFacts, sizeText } from "./queue_look.ts";
import { lookAtRelay } from "./relay_look.ts";
import { lookAtSystem, type SystemFacts } from "./system_look.ts";

const status = {
  ...{ version: "0.1.0", startedAt: 0, ready: true, findings: [] },
  ...{ modems: { usable: 1, total: 1 }, waiting: 0, openAlarms: 0 },
};
const running: Extract<RunningFacts, { kind: "running" }> = {
  ...{ kind: "running", pid: 77, status, alarms: [] },
  breaker: { open: false, gathered: 0 },
};

Deno.test("the program, and the one that runs", () => {
  const program = (it: RunningFacts) =>
    lookAtProgram({
      ...{ version: "0.1.0", commit: undefined, deno: "2.9.6" },
      ...{ system: "linux x86_64", running: it },
    });
  const own = /^ok: cellpost 0\.1\.0 \(from source, Deno 2\.9\.6, linux/;
  table(program, [
    [{ kind: "none" }, [own, /^hint: No cellpost runs .*-> "cellpost serve"/]],
    [
      { kind: "unreachable", text: "The queue is in use by process 9: wait" },
      [own, /^critical: The queue is in use by process 9 -> wait$/],
    ],
    [running, [own, /^ok: A cellpost runs \(pid 77\): nothing waits$/]],
    [
      {
        ...running,
        status: {
          ...status,
          ...{ version: "0.0.9", waiting: 3, oldestWaitingMs: 3_600_000 },
        },
        alarms: [{
          ...{ alarm: "modem:roof", condition: "sim", since: 0, toldAt: 0 },
          text: "roof has no SIM: insert one",
        }],
        breaker: { open: true, gathered: 12 },
      },
      [
        own,
        /^ok: A cellpost runs \(pid 77\): 3 wait or are sent$/,
        /^warning: The one that runs is version 0\.0\.9 -> restart it/,
        /^critical: An SMS has been due for 60 min/,
        /^warning: The breaker is open: nothing is sent, and 12 SMS/,
        /^warning: roof has no SIM -> insert one$/,
      ],
    ],
  ]);
});

Deno.test("the config, and what lies beside it", () => {
  const beside = { problems: [], warnings: [] };
  table(lookAtConfig, [
    [{ path: "/c", problems: [], warnings: [], beside }, [/^ok: \/c$/]],
    [
      { path: undefined, problems: [], warnings: [], beside },
      [/^hint: There is none.*-> "cellpost init" makes one$/],
    ],
    [
      { path: "/c", problems: ["/c:1: a", "/c:2: b"], warnings: [], beside },
      [/^critical: \/c:1: a -> correct it/, /^critical: \/c:2: b -> /],
    ],
    [
      {
        ...{ path: "/c", problems: [], warnings: ["A door is open; close it"] },
        beside: {
          problems: ["/k: There is no such file: name another"],
          warnings: ["The certificate expires in 5 days: replace it before"],
        },
      },
      [
        /^ok: /,
        /^critical: \/k -> There is no such file: name another$/,
        /^warning: A door is open -> close it$/,
        /^warning: The certificate expires in 5 days -> replace it before$/,
      ],
    ],
  ]);
});

Deno.test("ports: free, held, forbidden, nowhere; and ours", () => {
  const at: ListenFacts = {
    ...{ what: "SMTP", hostname: "0.0.0.0", port: 25, holder: undefined },
    ...{ ownPid: undefined, trial: { kind: "free" } },
  };
  const postfix = { pid: 9, name: "master" };
  const look = (facts: ListenFacts) => [lookAtListener(facts)];
  const busy = { kind: "in-use" } as const;
  const { trial: _, ...untried } = { ...at, ownPid: 77 };
  table(look, [
    [at, [/^ok: 0\.0\.0\.0:25 is free$/]],
    [
      { ...at, trial: busy, holder: postfix },
      [/^critical: 0\.0\.0\.0:25 is held by master \(pid 9\) -> stop that/],
    ],
    [{ ...at, trial: busy, holder: "unseen" }, [/only root sees -> stop/]],
    [{ ...at, trial: busy }, [/only root sees -> stop/]],
    [
      { ...at, trial: { kind: "denied" } },
      [/^critical: This user may not listen on 0\.0\.0\.0:25 -> run it as a/],
    ],
    [
      { ...at, hostname: "::1", trial: { kind: "no-such-address" } },
      [/^critical: \[::1\]:25 is no address of this machine -> correct \[smtp/],
    ],
    [
      { ...at, what: "Screen", trial: { kind: "error", reason: "odd" } },
      [/^critical: 0\.0\.0\.0:25 cannot be listened on: odd -> set \[web\]/],
    ],
    [{ ...untried, holder: { pid: 77, name: "cellpost" } }, [/^ok: .*is list/]],
    [{ ...untried, holder: "unseen" }, [/^ok: 0\.0\.0\.0:25 is listened on$/]],
    [{ ...untried, holder: postfix }, [
      /^critical: .*master \(pid 9\): the cellpost that runs was/,
    ]],
    [
      { ...untried, what: "Screen", holder: postfix },
      [/^warning: .*master.*set \[web\] listen$/],
    ],
    [untried, [/^warning: Nobody listens on 0\.0\.0\.0:25, though/]],
    [{ ...untried, port: 0 }, [/^ok: a port of the system's choice$/]],
  ]);
  table(lookAtLoopback, [
    [{ kind: "answered", where: "127.0.0.1:25" }, [/^ok: It greets/]],
    [{ kind: "failed", reason: "silence" }, [/^critical: .*: silence -> res/]],
    [{ kind: "untried", why: "no cellpost runs" }, []],
  ]);
});

Deno.test("the queue: its folder, its file, its disk", () => {
  const whole: QueueFacts = {
    ...{ path: "/q.db", folder: "writable", freeBytes: 9e9, leastBytes: 5e8 },
    file: { kind: "readable", bytes: 1_234_567, checked: true },
  };
  const room = /^ok: 9\.0 GB are free on its disk$/;
  table(lookAtQueue, [
    [whole, [/^ok: \/q\.db is whole, 1\.2 MB$/, room]],
    [{ ...whole, file: { kind: "none" } }, [/^ok: .*made when/, room]],
    [
      { ...whole, folder: "missing", file: { kind: "none" } },
      [/^critical: There is no folder for \/q\.db -> make it/, /^ok/, room],
    ],
    [{ ...whole, folder: "denied" }, [
      /^critical: .*cannot write/,
      /^ok/,
      room,
    ]],
    [
      { ...whole, file: { kind: "readable", bytes: 2e9, checked: false } },
      [/^hint: .*too large to be read whole: 2\.0 GB/, room],
    ],
    [
      { ...whole, file: { kind: "damaged", reason: "odd page" } },
      [/^critical: \/q\.db is damaged: odd page -> stop cellpost/, room],
    ],
    [
      { ...whole, file: { kind: "unreadable", reason: "denied" } },
      [/^warning: \/q\.db cannot be read: denied -> run this as/, room],
    ],
    [{ ...whole, freeBytes: 4e8 }, [/^ok/, /^warning: Only 400 MB are free/]],
    [{ ...whole, freeBytes: 4e6 }, [/^ok/, /^critical: Only 4\.0 MB are/]],
    [{ ...whole, freeBytes: undefined }, [/^ok/]],
  ]);
  assert.deepEqual([0, 999, 1_500, 15_000].map(sizeText), [
    ...["0 bytes", "999 bytes", "1.5 kB", "15 kB"],
  ]);
});

Deno.test("the clock: its time, who sets it, its zone", () => {
  const now = Date.UTC(2026, 10, 26, 8);
  const good: ClockFacts = {
    ...{ now, newestFile: now - 5_000, os: "linux", timesyncDone: true },
    ...{ setters: [], zone: "Europe/Stockholm", zoneIsChosen: false },
    hasTimesOfDay: true,
  };
  const right = /^ok: 2026-11-26 08:00 UTC$/;
  const set = /^ok: systemd-timesyncd has set it$/;
  const zone = /^ok: Times of day are those of Europe\/Stockholm$/;
  table(lookAtClock, [
    [good, [right, set, zone]],
    [{ ...good, newestFile: undefined }, [right, set, zone]],
    [{ ...good, newestFile: now + 60_000 }, [right, set, zone]],
    [
      { ...good, newestFile: now + 600_000 },
      [
        /^critical: It says 2026-11-26 08:00 UTC, but a file .* 08:10 -> se/,
        set,
        zone,
      ],
    ],
    [{ ...good, now: 0 }, [/^critical: It says 1970-01-01/, set, zone]],
    [
      { ...good, timesyncDone: false, setters: ["chronyd"] },
      [right, /^ok: chronyd sets it$/, zone],
    ],
    [
      { ...good, timesyncDone: false },
      [right, /^hint: Nothing that sets it .*timedatectl/, zone],
    ],
    [{ ...good, os: "windows" }, [right, /^hint: .*w32tm/, zone]],
    [
      { ...good, zone: "UTC" },
      [right, set, /^warning: Times of day in the config are those of UTC, t/],
    ],
    [{ ...good, zone: "UTC", zoneIsChosen: true }, [right, set, /^ok/]],
    [{ ...good, zone: "UTC", hasTimesOfDay: false }, [right, set, /^ok/]],
  ]);
});

Deno.test("the relay: how far it came", () => {
  const where = "mail.example.com:587";
  const failed = (
    stage: "name" | "connection" | "tls" | "greeting" | "login",
  ) => ({
    where,
    result: { kind: "failed", stage, reason: `${where} said no` },
  } as const);
  table(lookAtRelay, [
    [undefined, []],
    [
      { where, result: { kind: "answered", secure: true } },
      [/^ok: mail\.example\.com:587 answers, encrypted$/],
    ],
    [
      { where, result: { kind: "answered", secure: false } },
      [/^ok: mail\.example\.com:587 answers, without TLS$/],
    ],
    [failed("name"), [/^warning: .* said no -> correct \[mail\] relay, or/]],
    [failed("connection"), [/-> look whether that server runs/]],
    [failed("tls"), [/-> look at \[mail\] starttls/]],
    [failed("greeting"), [/-> look whether it is a mail server/]],
    [failed("login"), [/-> correct \[mail\] user and password$/]],
  ]);
});

Deno.test("the system: firewalls where clients come from afar, rivals, limits", () => {
  const quiet: SystemFacts = {
    ...{ os: "linux", farPorts: [25, 587], ufw: undefined, processes: [] },
    ...{ hasNftables: false, limits: undefined, modems: 1 },
  };
  const files = (hard: string) =>
    `Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 ${hard}              files     \n`;
  table(lookAtSystem, [
    [quiet, []],
    [{ ...quiet, ufw: "ENABLED=no\n" }, []],
    [
      { ...quiet, ufw: "# x\nENABLED=yes\n" },
      [/^hint: ufw is on.*25, 587 -> sudo ufw allow 25\/tcp; sudo ufw allow 5/],
    ],
    [{ ...quiet, ufw: "ENABLED=yes", farPorts: [] }, []],
    [
      { ...quiet, processes: [{ pid: 3, name: "firewalld" }] },
      [/^hint: firewalld runs.*--add-port=25\/tcp --add-port=587\/tcp/],
    ],
    [{ ...quiet, hasNftables: true }, [/^hint: nftables has rules/]],
    [
      { ...quiet, os: "windows" },
      [/^hint: Windows may keep.*New-NetFirewallRule.*-LocalPort 25,587/],
    ],
    [
      {
        ...quiet,
        processes: [{ pid: 3, name: "smsd" }, { pid: 4, name: "sh" }],
      },
      [/^hint: smsd \(pid 3, SMS Server Tools\) runs, and may hold a modem/],
    ],
    [{ ...quiet, limits: files("524288") }, [/^ok: 524288 files may be open/]],
    [{ ...quiet, limits: files("unlimited") }, [/^ok: unlimited files/]],
    [{ ...quiet, limits: files("256") }, [/^warning: Only 256 .*LimitNOFILE=/]],
    [
      { ...quiet, limits: files("1100"), modems: 64 },
      [/^warning: Only 1100 files/],
    ],
  ]);
});
