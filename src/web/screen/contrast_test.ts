import assert from "node:assert/strict";

const css = Deno.readTextFileSync(
  new URL("styles/1_colours.css", import.meta.url),
);

type Rgb = readonly [red: number, green: number, blue: number];

/** The custom properties, each as it is on light and on dark. */
const colours = new Map(
  [...css.matchAll(
    /--([\w-]+):\s*light-dark\(\s*(#[0-9a-f]{6})\s*,\s*(#[0-9a-f]{6})\s*\)/gi,
  )].map(([, name, light, dark]) =>
    [name!, { light: rgbOf(light!), dark: rgbOf(dark!) }] as const
  ),
);

function rgbOf(hex: string): Rgb {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

/** WCAG 2.2, "relative luminance". */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)]
    .toSorted((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function assertContrast(front: string, back: string, least: number): void {
  for (const scheme of ["light", "dark"] as const) {
    const [one, other] = [colours.get(front), colours.get(back)];
    assert.ok(one && other, `${front} or ${back} is no colour`);
    const ratio = contrast(one[scheme], other[scheme]);
    assert.ok(
      ratio >= least,
      `${front} on ${back}, ${scheme}: ${ratio.toFixed(2)} of ${least}`,
    );
  }
}

const tones = ["quiet", "info", "good", "warn", "bad", "violet"];

Deno.test("the measure itself is that of WCAG", () => {
  const ratio = (one: string, other: string) =>
    contrast(rgbOf(one), rgbOf(other)).toFixed(2);
  assert.equal(ratio("#000000", "#ffffff"), "21.00");
  assert.equal(ratio("#777777", "#ffffff"), "4.48");
});

Deno.test("every text can be read on every ground that it stands on (WCAG 2.2, 1.4.3: 4.5)", () => {
  for (const back of ["ground", "surface", "raised", "accent-wash"]) {
    for (const front of ["ink", "ink-soft", "accent"]) {
      assertContrast(front, back, 4.5);
    }
  }
  for (const tone of tones) {
    for (const back of [`${tone}-wash`, "surface", "raised", "ground"]) {
      assertContrast(tone, back, 4.5);
    }
    assertContrast("ink", `${tone}-wash`, 4.5);
  }
  assertContrast("ink", "chosen", 4.5);
  assertContrast("on-accent", "accent", 4.5);
  assertContrast("on-accent", "accent-hover", 4.5);
  // The button that cannot be taken back.
  assertContrast("surface", "bad", 4.5);
});

Deno.test("what has a meaning without words can be seen (WCAG 2.2, 1.4.11: 3)", () => {
  for (const back of ["surface", "ground", "raised"]) {
    assertContrast("edge-strong", back, 3);
  }
  for (const line of ["plot-sent", "plot-failed"]) {
    assertContrast(line, "surface", 3);
  }
});

Deno.test("no colour stands outside of the table", () => {
  const folder = new URL("styles/", import.meta.url);
  for (const { name } of Deno.readDirSync(folder)) {
    if (name === "1_colours.css") continue;
    const text = Deno.readTextFileSync(new URL(name, folder));
    assert.deepEqual(
      text.match(/#[0-9a-f]{3,8}\b(?!\s*\{)|rgba?\(|hsla?\(/gi),
      null,
      name,
    );
  }
  assert.ok(colours.size > 25);
});
