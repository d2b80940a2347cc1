/** What a template may hold: these are replaced, everything else is sent as it stands. */
export const placeholders = ["{subject}", "{body}", "{from}"] as const;

/** Whether a template names a placeholder and no braces are left over, which would be a misspelt one. */
export function isTemplate(text: string): boolean {
  const rest = placeholders.reduce((it, name) => it.replaceAll(name, ""), text);
  return rest !== text && !/[{}]/.test(rest);
}
