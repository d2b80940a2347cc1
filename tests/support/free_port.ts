/** Below those that Linux gives to connections and to port 0, so that none of these takes one before its server has it. */
const portsForServers = { first: 12_000, count: 20_000 };

const given = new Set<number>();

/** A port of this machine that nobody listens on, for servers that cannot choose one themselves; another one each time. */
export function freePort(): number {
  for (;;) {
    const { first, count } = portsForServers;
    const port = first + Math.floor(Math.random() * count);
    if (given.has(port) || !isFree(port)) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
