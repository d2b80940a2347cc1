import type { LoadResult } from "../../config/mod.ts";
import { loadGroupJudge, loadPatternJudge } from "../../mail/mod.ts";
import { readConfig, type SharedFlags } from "./options.ts";

/** Reads the config as `readConfig` does, and tells also of patterns that are wrong, which takes a moment to load. */
export async function readJudgedConfig(
  flags: SharedFlags,
): Promise<LoadResult> {
  const [judge, balancePattern] = await Promise.all([
    loadPatternJudge(),
    loadGroupJudge(),
  ]);
  const pattern = (text: string) => {
    const problem = judge(text);
    return problem && `is wrong: ${problem}`;
  };
  return readConfig(flags, { pattern, balancePattern });
}
