/** Scripts that run inside a page, as texts: they belong to a browser's types, not to Deno's. */

/** All texts that are shown with too little contrast to what is behind them (WCAG 2.2, 1.4.3), as "ratio text". */
export const faintTexts = `(() => {
  const parse = (text) => {
    const parts = text.match(/[\\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return text.startsWith("color(srgb")
      ? [parts[0] * 255, parts[1] * 255, parts[2] * 255, parts[3] ?? 1]
      : [parts[0], parts[1], parts[2], parts[3] ?? 1];
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (front, back) =>
    [0, 1, 2].map((at) => front[at] * front[3] + back[at] * (1 - front[3])).concat(1);
  const groundOf = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.unshift(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduce((ground, layer) => over(layer, ground), [255, 255, 255, 1]);
  };
  const faint = [];
  const walker = document.createTreeWalker(document.querySelector("dialog[open]") ?? document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (text === "" || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest(".hidden, script, noscript, option, [disabled]")) continue;
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    const paint = element instanceof SVGElement ? style.fill : style.color;
    const [one, other] = [luminance(over(parse(paint), ground)), luminance(ground)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.push(ratio.toFixed(2) + " " + text.slice(0, 40));
  }
  return faint;
})()`;

/** What a screen reader would stumble over: controls without a name, fields without a label, ids twice, wrong roles. */
export const nameless = `(() => {
  const wrong = [];
  const tell = (what, element) =>
    wrong.push(what + ": " + element.cloneNode(false).outerHTML.slice(0, 120));
  const textOf = (element) => (element?.textContent ?? "").trim();
  const labelled = (element) =>
    (element.getAttribute("aria-labelledby") ?? "").split(" ")
      .map((id) => textOf(document.getElementById(id))).join("").trim();
  const nameOf = (element) =>
    element.getAttribute("aria-label") || labelled(element) ||
    [...(element.labels ?? [])].map(textOf).join("") || textOf(element);
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, dialog, nav, " +
    "[role=listbox], [role=option], [role=slider], [role=region], [role=group], [role=img], [role=search]";
  for (const element of document.querySelectorAll(controls)) {
    if (element.getAttribute("role") === "search") continue;
    if (nameOf(element) === "") tell("No name", element);
  }
  for (const element of document.querySelectorAll("[tabindex]")) {
    if (element.tabIndex > 0) tell("Order of focus by hand", element);
    if (element.tabIndex === 0 && nameOf(element) === "") tell("Focus on nothing", element);
  }
  for (const element of document.querySelectorAll("img, svg")) {
    const isHidden = element.closest("[aria-hidden=true], [role=img], [role=slider]");
    if (!isHidden && nameOf(element) === "") tell("Picture without words", element);
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of ids.filter((it, at) => ids.indexOf(it) !== at)) wrong.push("Id twice: " + id);
  for (const element of document.querySelectorAll("[aria-labelledby], [aria-describedby], [aria-activedescendant], [aria-controls]")) {
    for (const name of ["aria-labelledby", "aria-describedby", "aria-activedescendant", "aria-controls"]) {
      for (const id of (element.getAttribute(name) ?? "").split(" ").filter(Boolean)) {
        if (document.getElementById(id) === null) tell(name + " of nothing", element);
      }
    }
  }
  for (const element of document.querySelectorAll("a, button")) {
    if (element.querySelector("a, button, input, select, textarea, [tabindex]")) tell("Control in a control", element);
  }
  for (const list of document.querySelectorAll("ul, ol")) {
    if ([...list.children].some((it) => it.tagName !== "LI")) tell("Not an item", list);
  }
  for (const list of document.querySelectorAll("dl")) {
    const bad = [...list.querySelectorAll("dt, dd")].some((it) => !["DIV", "DL"].includes(it.parentElement.tagName));
    if (bad) tell("Terms outside of their list", list);
  }
  const levels = [...document.querySelectorAll("h1, h2, h3, h4")]
    .filter((it) => it.checkVisibility()).map(({ tagName }) => Number(tagName[1]));
  if (levels.filter((it) => it === 1).length !== 1) wrong.push("Headings of the first level: " + levels);
  levels.forEach((level, at) => {
    if (at > 0 && level > levels[at - 1] + 1) wrong.push("A level of headings left out: " + levels);
  });
  if (document.documentElement.lang === "") wrong.push("No language");
  if (document.title === "") wrong.push("No title");
  if (document.querySelectorAll("main").length !== 1) wrong.push("Not one main");
  return wrong;
})()`;

/** What a finger would miss: controls of less than 44 by 44 pixels, but those inside of a line of text. */
export const smallTargets = `(() => {
  const small = [];
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=option]";
  for (const element of document.querySelectorAll(controls)) {
    const label = element.closest("label");
    const box = (label ?? element).getBoundingClientRect();
    if (box.width === 0 || !element.checkVisibility()) continue;
    if (element.classList.contains("skip") || element.closest(".timeline")) continue;
    if (box.width < 43.5 || box.height < 43.5) {
      small.push(Math.round(box.width) + "x" + Math.round(box.height) + " " + element.outerHTML.slice(0, 90));
    }
  }
  return small;
})()`;

/** By how many pixels the page is wider than the screen, and which elements stick out. */
export const tooWide = `(() => {
  const sticking = [...document.querySelectorAll("body *")].filter((it) => {
    const box = it.getBoundingClientRect();
    if (box.width === 0 || it.closest(".table-frame, pre, .skip, .hidden, .rows-room")) return false;
    return box.right > innerWidth + 0.5 || box.left < -0.5;
  });
  const width = document.documentElement.scrollWidth - innerWidth;
  return [...(width > 0 ? ["the page by " + width] : []),
    ...sticking.map((it) => it.cloneNode(false).outerHTML.slice(0, 90))];
})()`;
