import { eventually } from "./eventually.ts";

/** Ends a process and all that it has started, at once, as a power cut does. */
export async function killTree(pid: number): Promise<void> {
  for (const one of [pid, ...descendants(pid)]) signal(one, "SIGSTOP");
  // Nobody of them starts another one any more.
  const all = [pid, ...descendants(pid)];
  for (const one of all) signal(one, "SIGKILL");
  await eventually(() => !all.some(isAlive), "an end of killed processes");
}

function descendants(pid: number): readonly number[] {
  const parents = parentsOfAll();
  const found: number[] = [];
  for (const [child, parent] of parents) {
    if (hasAncestor(parent, pid, parents)) found.push(child);
  }
  return found;
}

function hasAncestor(
  pid: number,
  ancestor: number,
  parents: ReadonlyMap<number, number>,
): boolean {
  for (let at: number | undefined = pid; at; at = parents.get(at)) {
    if (at === ancestor) return true;
  }
  return false;
}

function parentsOfAll(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [, parent] = statOf(Number(name));
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  return parents;
}

// A zombie has let go of all that it held; its parent may be busy.
function isAlive(pid: number): boolean {
  const [state] = statOf(pid);
  return state !== undefined && state !== "Z";
}

/** State and parent, or nothing for a process that is gone. */
function statOf(pid: number): readonly string[] {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ", 2);
  } catch {
    return [];
  }
}

function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    const gone = error instanceof Deno.errors.NotFound ||
      error instanceof TypeError;
    if (!gone) throw error;
  }
}
