import { join } from "node:path";
import { valuesOf } from "./unit_file.ts";

type Sets = ReadonlyMap<string, readonly string[]>;

/** All sets of system calls that systemd knows by a name with "@". */
async function systemCallSets(): Promise<Sets> {
  const { stdout } = await new Deno.Command("systemd-analyze", {
    args: ["syscall-filter", "--no-pager"],
    env: { LC_ALL: "C" },
    stderr: "null",
  }).output();
  const sets = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    const name = line.trim();
    if (line.startsWith("@")) sets.set(name, current = []);
    else if (/^ +[@\w]/.test(line)) current.push(name);
  }
  return sets;
}

function expand(sets: Sets, name: string): readonly string[] {
  if (!name.startsWith("@")) return [name];
  const members = sets.get(name);
  if (members === undefined) throw new Error(`systemd knows no ${name}`);
  return members.flatMap((it) => expand(sets, it));
}

/** The calls that `SystemCallFilter=` of a unit lets pass. */
async function allowedBy(unit: string): Promise<ReadonlySet<string>> {
  const sets = await systemCallSets();
  const allowed = new Set<string>();
  for (const value of valuesOf(unit, "SystemCallFilter")) {
    const takesAway = value.startsWith("~");
    for (const name of value.replace(/^~/, "").split(" ")) {
      for (const call of expand(sets, name)) {
        if (takesAway) allowed.delete(call);
        else allowed.add(call);
      }
    }
  }
  return allowed;
}

/**
 * Compiles a program that runs another under the filter of a unit, as systemd does: what does not pass fails with EPERM, which the unit
 * says by SystemCallErrorNumber=. Its first argument is the other's path.
 */
export async function compileFilter(
  unit: string,
  folder: string,
): Promise<string> {
  const rows = [...await allowedBy(unit)].map((name) =>
    `#ifdef __NR_${name}\n  ALLOW(__NR_${name}),\n#endif\n`
  );
  const source = join(folder, "filter.c");
  await Deno.writeTextFile(source, programAround(rows.join("")));
  const program = join(folder, "filter");
  const { success, stderr } = await new Deno.Command("gcc", {
    args: ["-static", "-Wall", "-Werror", "-o", program, source],
  }).output();
  if (success) return program;
  throw new Error(`gcc failed: ${new TextDecoder().decode(stderr)}`);
}

// seccomp(2). execve is what systemd itself does under the filter.
function programAround(rows: string): string {
  return `#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#define ALLOW(nr) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1), \\
  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
static struct sock_filter filter[] = {
  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
  ALLOW(__NR_execve),
${rows}  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
};
int main(int count, char **words) {
  struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
    perror("seccomp");
    return 70;
  }
  if (count > 1) execv(words[1], words + 1);
  perror("exec");
  return 71;
}
`;
}
