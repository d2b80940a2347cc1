import assert from "node:assert/strict";
import { isTemplate } from "./template.ts";

Deno.test("isTemplate() wants a placeholder", () => {
  for (const text of ["{body}", "{subject}: {body}", "{from}\n{body}{body}"]) {
    assert.ok(isTemplate(text), text);
  }
  for (const text of ["", "Alarm", "body"]) assert.ok(!isTemplate(text), text);
});

Deno.test("isTemplate() refuses braces that would be sent as they stand", () => {
  const cases = ["{body} {text}", "{Body}", "{ body }", "{body", "{{body}}"];
  for (const text of [...cases, "{sub{body}ject}", "{body}}"]) {
    assert.ok(!isTemplate(text), text);
  }
});
