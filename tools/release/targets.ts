/** A system for which a release has an archive. */
export interface Target {
  /** As it stands in the archive's name. */
  readonly name: string;
  /** What `deno compile --target` calls it. */
  readonly triple: string;
  /** The executable's name. */
  readonly executable: string;
  readonly archive: "tar.gz" | "zip";
  /** Where npm has a whole Deno for it, for when no base runtime can be had. */
  readonly deno: { readonly package: string; readonly file: string };
}

/** All of them, in the order of their archives. Not every version of Deno is on npm for every system; 2.9.5 is the newest that is. */
export const targets: readonly Target[] = [
  {
    name: "linux-x86_64",
    triple: "x86_64-unknown-linux-gnu",
    executable: "cellpost",
    archive: "tar.gz",
    deno: { package: "@deno/linux-x64-glibc@2.9.5", file: "deno" },
  },
  {
    name: "linux-aarch64",
    triple: "aarch64-unknown-linux-gnu",
    executable: "cellpost",
    archive: "tar.gz",
    deno: { package: "@deno/linux-arm64-glibc@2.9.5", file: "deno" },
  },
  {
    name: "windows-x86_64",
    triple: "x86_64-pc-windows-msvc",
    executable: "cellpost.exe",
    archive: "zip",
    deno: { package: "@deno/win32-x64@2.9.5", file: "deno.exe" },
  },
];

/** Where this program runs, as the table above calls it; undefined: none of those. */
export function ownTarget(
  { os, arch }: { readonly os: string; readonly arch: string },
): Target | undefined {
  return targets.find(({ name }) => name === `${os}-${arch}`);
}
