/** Writes `docs/config.md` and `packaging/config.schema.json`: `deno task config-docs`. A test fails when they are not current. */
import { configSchema } from "../src/config/json_schema.ts";
import { renderConfigPage } from "./config_page.ts";

const at = (path: string) => new URL(`../${path}`, import.meta.url);
const sample = await Deno.readTextFile(at("config.toml"));
const schema = JSON.stringify(configSchema(sample), null, 2);
await Deno.writeTextFile(at("docs/config.md"), renderConfigPage(sample));
await Deno.writeTextFile(at("packaging/config.schema.json"), `${schema}\n`);
