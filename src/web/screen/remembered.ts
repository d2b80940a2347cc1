/** How the screen looks, as somebody has chosen; `auto`: as the machine does. */
export type Theme = "auto" | "light" | "dark";

const themes: readonly Theme[] = ["auto", "light", "dark"];
const key = "cellpost.theme";

/** The theme that was chosen in this browser. */
export function rememberedTheme(): Theme {
  try {
    const text = localStorage.getItem(key);
    return themes.find((it) => it === text) ?? "auto";
  } catch {
    // A browser that keeps nothing shows the theme of its machine.
    return "auto";
  }
}

/** Keeps it for the next visit. */
export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // It holds until the page is closed.
  }
}

/** The theme that comes after this one. */
export function nextTheme(theme: Theme): Theme {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? "auto";
}
