import assert from "node:assert/strict";
import fc from "fast-check";
import { renderMetrics } from "./text_format.ts";

Deno.test("metrics are written with help, type, labels and numbers as Prometheus reads them", () => {
  const text = renderMetrics([
    {
      type: "gauge",
      name: "a",
      help: "One\\two\nthree",
      samples: [
        { labels: { modem: 'a"b\\c\nd', x: "" }, value: -51.5 },
        { value: Infinity },
        { value: NaN },
      ],
    },
    { type: "counter", name: "none_total", help: "x", samples: [] },
    {
      type: "histogram",
      name: "h_seconds",
      help: "H",
      bounds: [0.5, 2],
      buckets: [1, 0, 3],
      sum: 17.25,
    },
  ]);
  assert.equal(
    text,
    `# HELP a One\\\\two\\nthree
# TYPE a gauge
a{modem="a\\"b\\\\c\\nd",x=""} -51.5
a +Inf
a NaN
# HELP h_seconds H
# TYPE h_seconds histogram
h_seconds_bucket{le="0.5"} 1
h_seconds_bucket{le="2"} 1
h_seconds_bucket{le="+Inf"} 4
h_seconds_sum 17.25
h_seconds_count 4
`,
  );
});

/** Reads a label's value as Prometheus does. */
function readLabel(line: string): string {
  const [, raw = ""] = /^x\{l="((?:[^"\\\n]|\\[\\"n])*)"\} 1$/.exec(line) ??
    assert.fail(line);
  return raw.replaceAll(
    /\\(.)/g,
    (_, it: string) => it === "n" ? "\n" : it,
  );
}

Deno.test("any name of a modem is read back as it is, and breaks no line", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => {
    const labels = { l: name };
    const lines = renderMetrics([{
      ...{ type: "gauge", name: "x", help: "" } as const,
      samples: [{ labels, value: 1 }],
    }]).split("\n");
    assert.equal(lines.length, 4);
    assert.equal(readLabel(lines[2] ?? ""), name);
  }));
});
