import assert from "node:assert/strict";
import { type MetricsView } from "../src/desk/mod.ts";
import { familiesOf } from "../src/web/metrics/families.ts";
import { emptyMetrics } from "./support/fake_desk.ts";

const view: MetricsView = {
  ...emptyMetrics,
  freeBytes: 1,
  modems: [{
    ...{ name: "roof", simulated: false, up: true, usable: true },
    ...{ registered: true, signalDbm: -71, balance: 1, sent: 0, errors: 0 },
  }],
};

/** All names that a query may use, with the labels that they have. */
const known = new Map<string, ReadonlySet<string>>(
  familiesOf(view).flatMap((it) => {
    if (it.type !== "histogram") {
      const [{ labels = {} } = {}] = it.samples;
      return [[it.name, new Set(Object.keys(labels))]];
    }
    return ["_bucket", "_sum", "_count"].map((end) =>
      [
        `${it.name}${end}`,
        new Set(end === "_bucket" ? ["le"] : []),
      ] as const
    );
  }),
);

/** Those that Prometheus adds to each target. */
const added = ["instance", "job"];

function read(path: string): string {
  return Deno.readTextFileSync(
    new URL(`../packaging/${path}`, import.meta.url),
  );
}

function checkQuery(query: string, where: string): void {
  const names = [...query.matchAll(/\b((?:cellpost|process)_\w+)/g)]
    .map(([, name = ""]) => name);
  assert.ok(names.length > 0 || query.includes("up{"), `${where}: ${query}`);
  for (const name of names) {
    const labels = known.get(name);
    assert.ok(labels, `${where}: /metrics has no ${name}`);
    const selectors = [
      ...query.matchAll(new RegExp(`\\b${name}\\{([^}]*)\\}`, "g")),
    ];
    for (const [, selector = ""] of selectors) {
      for (
        const [, label = ""] of selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)
      ) {
        assert.ok(
          labels.has(label) || added.includes(label),
          `${where}: ${name} has no label ${label}`,
        );
      }
    }
  }
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly {
    readonly expr: string;
    readonly refId: string;
  }[];
}

Deno.test("every query of the Grafana dashboard asks for a metric that /metrics has", () => {
  const dashboard = JSON.parse(read("grafana/cellpost.json"));
  const panels: readonly Panel[] = dashboard.panels;
  for (const { title, targets = [], type } of panels) {
    assert.equal(targets.length === 0, type === "row", title);
    for (const { expr } of targets) checkQuery(expr, title);
  }
  for (const { expr } of dashboard.annotations.list) checkQuery(expr, "starts");
  const asked = panels.flatMap(({ targets = [] }) => targets)
    .map(({ expr }) => expr).join("\n");
  for (const subject of ["sent", "failed", "queue", "signal", "balance"]) {
    assert.ok(asked.includes(subject), subject);
  }
});

Deno.test("the dashboard is one that Grafana 10 imports: a data source to choose, ids, and no panel over another", () => {
  const dashboard = JSON.parse(read("grafana/cellpost.json"));
  assert.equal(dashboard.id, null);
  assert.ok(dashboard.schemaVersion >= 38);
  const [source] = dashboard.templating.list;
  assert.deepEqual([source.name, source.type], ["datasource", "datasource"]);
  const panels: readonly Panel[] = dashboard.panels;
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const taken = new Map<string, string>();
  for (const { title, gridPos: { x, y, w, h }, targets = [] } of panels) {
    assert.ok(x + w <= 24, title);
    for (let row = y; row < y + h; row++) {
      for (let column = x; column < x + w; column++) {
        const cell = `${column},${row}`;
        assert.equal(taken.get(cell), undefined, `${title} at ${cell}`);
        taken.set(cell, title);
      }
    }
    const refs = targets.map(({ refId }) => refId);
    assert.equal(new Set(refs).size, refs.length, title);
  }
  const text = JSON.stringify(dashboard);
  assert.ok(
    !/"uid":"(?!cellpost"|\$\{datasource\}")/.test(text),
    "a fixed source",
  );
});

Deno.test("every alert rule asks for a metric that /metrics has, and tells what to do", () => {
  const rules = read("prometheus/cellpost.rules.yml").split("- alert: ").slice(
    1,
  );
  assert.ok(rules.length >= 9);
  for (const rule of rules) {
    const [name = ""] = rule.split("\n");
    const expression = rule.slice(rule.indexOf("expr:"), rule.indexOf("for:"));
    checkQuery(expression, name);
    assert.match(rule, /severity: (?:warning|critical)/, name);
    assert.match(rule, /summary: /, name);
    assert.match(rule, /description: /, name);
    const test = read("prometheus/cellpost.rules.test.yml");
    assert.ok(test.includes(`alertname: ${name}`), `${name} has no test`);
  }
});
