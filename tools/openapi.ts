/** Writes docs/openapi.json from the routes of the API. */
import { openApiDocument } from "../src/web/api/openapi.ts";
import { routes } from "../src/web/api/routes.ts";

const path = new URL("../docs/openapi.json", import.meta.url);
const text = JSON.stringify(openApiDocument(routes), undefined, 2);
Deno.writeTextFileSync(path, `${text}\n`);
