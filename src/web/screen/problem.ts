/** The words of an error response: those of problem JSON (RFC 9457 §3.1), else its status. */
export function problemText(status: number, body: string): string {
  const problem = parsed(body);
  const { detail, title } = problem;
  for (const text of [detail, title]) {
    if (typeof text === "string" && text !== "") return text;
  }
  return `The machine answered ${status}`;
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
