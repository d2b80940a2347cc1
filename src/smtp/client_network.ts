/**
 * The network that a client counts for: IPv4 /24, IPv6 /64, which is the least that one customer gets. Undefined for this machine
 * itself. `address`: in canonical text form.
 */
export function clientNetwork(address: string): string | undefined {
  if (!address.includes(":")) {
    const [first, second, third] = address.split(".");
    return first === "127" ? undefined : `${first}.${second}.${third}`;
  }
  if (address === "::1") return undefined;
  const [head = "", tail = ""] = address.split("%", 1)[0]?.split("::", 2) ?? [];
  const front = groupsOf(head);
  const back = groupsOf(tail);
  const zeros = Array<string>(Math.max(0, 8 - front.length - back.length)).fill(
    "0",
  );
  return [...front, ...zeros, ...back].slice(0, 4).join(":");
}

function groupsOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(":");
}
