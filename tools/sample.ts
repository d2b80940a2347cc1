/** Writes `src/config/sample.ts` from `config.toml`, which the executable has no file of: `deno task sample`. */
import { sampleModule } from "../src/config/sample_module.ts";

const at = (path: string) => new URL(`../${path}`, import.meta.url);
const text = await Deno.readTextFile(at("config.toml"));
await Deno.writeTextFile(at("src/config/sample.ts"), sampleModule(text));
