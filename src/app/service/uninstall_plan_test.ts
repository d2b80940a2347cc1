import assert from "node:assert/strict";
import { done, planned } from "./step.ts";
import { type UninstallFacts, uninstallSteps } from "./uninstall_plan.ts";

const options = { name: "cellpost", configPath: "/etc/cellpost/config.toml" };
const facts: UninstallFacts = {
  installed: true,
  ownUser: "cellpost",
  privateState: undefined,
};

function linesOf(purge: boolean, given: Partial<UninstallFacts> = {}) {
  return uninstallSteps({ ...options, purge }, { ...facts, ...given })
    .map((step) => planned(step) ?? done(step));
}

Deno.test("config and queue stay, and that is said", () => {
  assert.deepEqual(linesOf(false), [
    "run systemctl disable --quiet cellpost",
    "run systemctl stop cellpost",
    "remove /etc/systemd/system/cellpost.service",
    "run systemctl daemon-reload",
    "Kept /etc/cellpost and /var/lib/cellpost, with config and queue: --purge removes them too",
  ]);
});

Deno.test("a purge takes them, and the user that was made for them", () => {
  assert.deepEqual(linesOf(true).slice(4), [
    "remove /etc/cellpost",
    "remove /var/lib/cellpost",
    "run userdel cellpost",
  ]);
  const dynamic = { ownUser: undefined, privateState: "/var/lib/private/x" };
  assert.deepEqual(linesOf(true, dynamic).slice(4), [
    "remove /etc/cellpost",
    "remove /var/lib/cellpost",
    "remove /var/lib/private/x",
  ]);
});

Deno.test("a purge leaves alone where the operator has put a config", () => {
  const elsewhere = { ...options, configPath: "/srv/config.toml", purge: true };
  const paths = uninstallSteps(elsewhere, facts)
    .flatMap((step) => step.do === "remove" ? [step.path] : []);
  assert.deepEqual(paths, [
    "/etc/systemd/system/cellpost.service",
    "/var/lib/cellpost",
  ]);
});

Deno.test("what is not installed is told, and a purge goes on", () => {
  const none = { installed: false, ownUser: undefined };
  assert.deepEqual(linesOf(true, none), [
    "No service cellpost is installed",
    "remove /etc/cellpost",
    "remove /var/lib/cellpost",
  ]);
});
