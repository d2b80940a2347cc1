import assert from "node:assert/strict";
import { loadConfig } from "../../config/mod.ts";
import { installPlan, type LinuxFacts, unitOf } from "./install_plan.ts";
import { needsRoot } from "./install_refusal.ts";
import type { ServiceOptions } from "./manager.ts";
import { starterConfig } from "./starter_config.ts";
import { planned } from "./step.ts";

const options: ServiceOptions = {
  name: "cellpost",
  configPath: "/etc/cellpost/config.toml",
};

/** A machine that never saw cellpost. */
const fresh: LinuxFacts = {
  isRoot: true,
  systemd: true,
  program: "/home/anna/cellpost",
  programInPlace: false,
  packaged: false,
  unit: undefined,
  config: { kind: "missing" },
  privateFiles: [],
  userGroup: undefined,
  serialGroup: "dialout",
};

const queuePath = "/var/lib/cellpost/cellpost.db";

function linesOf(facts: LinuxFacts, given = options): readonly string[] {
  const plan = installPlan(given, facts);
  assert.equal(plan.kind, "steps");
  return plan.kind === "steps"
    ? plan.steps.map((step) => planned(step) ?? `(${step.do})`)
    : [];
}

Deno.test("a fresh machine gets program, user, config and unit, in this order", () => {
  assert.deepEqual(linesOf(fresh), [
    "copy /home/anna/cellpost to /usr/local/bin/cellpost (0755)",
    "run useradd --system --user-group --home-dir /var/lib/cellpost --no-create-home --shell /usr/sbin/nologin --groups dialout cellpost",
    "make the folder /etc/cellpost (0750)",
    "write /etc/cellpost/config.toml (0640)",
    "run chgrp cellpost /etc/cellpost",
    "run chmod g+rx /etc/cellpost",
    "run chgrp cellpost /etc/cellpost/config.toml",
    "run chmod g+r /etc/cellpost/config.toml",
    "write /etc/systemd/system/cellpost.service (0644)",
    "run systemctl daemon-reload",
    "run systemctl enable --quiet cellpost",
    "run systemctl restart cellpost",
  ]);
});

Deno.test("a second time changes nothing, and starts what was stopped", () => {
  const installed: LinuxFacts = {
    ...fresh,
    programInPlace: true,
    config: { kind: "right", queuePath, hasModem: true },
    userGroup: "cellpost",
  };
  const unit = unitOf(options, installed);
  const lines = linesOf({ ...installed, unit });
  assert.ok(!lines.some((it) => /copy|write|make|useradd/.test(it)));
  assert.equal(lines.at(-1), "run systemctl start cellpost");
  // Another program under the same unit is started anew.
  const upgraded = linesOf({ ...installed, unit, programInPlace: false });
  assert.match(upgraded[0] ?? "", /^copy/);
  assert.equal(upgraded.at(-1), "run systemctl restart cellpost");
});

Deno.test("what is there already stays, and becomes the user's to read", () => {
  const lines = linesOf({
    ...fresh,
    program: "/usr/bin/cellpost",
    config: { kind: "right", queuePath, hasModem: true },
    privateFiles: ["/etc/cellpost/users.toml"],
    userGroup: "daemons",
  });
  assert.deepEqual(lines.slice(0, 7), [
    "(say)",
    "(say)",
    "run chgrp daemons /etc/cellpost",
    "run chmod g+rx /etc/cellpost",
    "run chgrp daemons /etc/cellpost/config.toml",
    "run chmod g+r /etc/cellpost/config.toml",
    "run chown cellpost /etc/cellpost/users.toml",
  ]);
});

Deno.test("a dynamic user is not made, and its config is for all to read", () => {
  const lines = linesOf(fresh, { ...options, user: "dynamic" });
  assert.ok(!lines.some((it) => /useradd|chgrp/.test(it)));
  assert.ok(lines.includes("write /etc/cellpost/config.toml (0644)"));
  assert.match(unitOf({ ...options, user: "dynamic" }, fresh), /DynamicUser/);
});

Deno.test("the folder of a queue elsewhere is made, or the unit would not start", () => {
  const there = {
    kind: "right",
    queuePath: "/srv/sms/queue.db",
    hasModem: true,
  } as const;
  const making = (config: LinuxFacts["config"], user?: string) =>
    linesOf({ ...fresh, config }, { ...options, ...(user && { user }) })
      .filter((it) => it.startsWith("run install"));
  const missing = { ...there, folderMissing: true };
  assert.deepEqual(making(missing), [
    "run install -d -m 0700 -o cellpost /srv/sms",
  ]);
  assert.deepEqual(making(there), []);
  // This one systemd makes.
  assert.deepEqual(making({ ...missing, queuePath }), []);
});

Deno.test("a queue elsewhere is one that the unit may write to", () => {
  const config = {
    kind: "right",
    queuePath: "/srv/sms/queue.db",
    hasModem: true,
  } as const;
  assert.match(
    unitOf(options, { ...fresh, config }),
    /^ReadWritePaths=\/srv\/sms$/m,
  );
  const own = { kind: "right", queuePath, hasModem: true } as const;
  assert.doesNotMatch(
    unitOf(options, { ...fresh, config: own }),
    /ReadWritePaths/,
  );
});

Deno.test("what cannot work is refused in one line that says what to do", () => {
  const wrong = { kind: "wrong" } as const;
  const inEtc = {
    kind: "right",
    queuePath: "/etc/cellpost/cellpost.db",
    hasModem: true,
  } as const;
  const noModem = { kind: "right", queuePath, hasModem: false } as const;
  const table: readonly (readonly [Partial<LinuxFacts>, string, RegExp])[] = [
    [{ packaged: true }, "", /systemctl enable --now cellpost/],
    [{ program: undefined }, "", /deno task compile/],
    [
      { program: "/home/anna/cp/cellpost", programNeedsFolder: true },
      "",
      /sudo mv \/home\/anna\/cp \/opt\/cellpost"/,
    ],
    [{ config: wrong }, "", /cellpost check --config \/etc/],
    [{}, "/home/anna/config.toml", /put it to \/etc\/cellpost\/config.toml$/],
    [{}, "/tmp/config.toml", /put it to/],
    [{ config: inEtc }, "", /set \[queue\] path = "\/var\/lib\/cellpost\//],
    [{ config: noModem }, "", /no \[\[modem\]\], .* port = "auto"/],
    [{ systemd: false }, "", /serve --config .*--dry-run/],
    [{ isRoot: false }, "", /^Only root .*: sudo cellpost service install$/],
  ];
  for (const [facts, configPath, expected] of table) {
    const given = configPath === "" ? options : { ...options, configPath };
    const plan = installPlan(given, { ...fresh, ...facts });
    assert.equal(plan.kind, "refused", String(expected));
    if (plan.kind !== "refused") continue;
    assert.match(plan.text, expected);
    assert.ok(!plan.text.includes("\n"));
  }
});

Deno.test("the line to type as root has the same flags", () => {
  assert.match(
    needsRoot("install", {
      name: "roof",
      configPath: "/srv/roof.toml",
      user: "sms",
    }),
    /: sudo cellpost service install --name roof --config \/srv\/roof.toml --user sms$/,
  );
  assert.match(needsRoot("stop", { name: "cellpost" }), / stop$/);
});

Deno.test("the starter config is right, and its queue is the service's own", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/config.toml`;
    Deno.writeTextFileSync(path, starterConfig("cellpost"));
    const result = loadConfig({ configPath: path, cwd: folder });
    assert.ok(result.kind === "ok");
    assert.equal(result.config.queue.path, queuePath);
    assert.equal(result.config.modems.length, 1);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
