import assert from "node:assert/strict";
import { submission } from "../../tests/support/submissions.ts";
import { originText } from "./origin_text.ts";

Deno.test("a message's line tells by which way it came, and who sent it", () => {
  const from = (changes: Parameters<typeof submission>[0], merged?: number) =>
    originText(submission(changes), merged);
  assert.equal(from({}), "from <plc@plant.example> at 10.0.0.7");
  const api = { source: "api" as const, clientAddress: "192.0.2.1" };
  assert.equal(from(api), "from the API at 192.0.2.1");
  assert.equal(
    from({ ...api, user: "monitor" }),
    "from the API by monitor at 192.0.2.1",
  );
  const own = { source: "command" as const };
  assert.equal(from(own), "by command");
  assert.equal(from({ ...own, madeBy: "alarm" }), "by alarm");
  assert.equal(from({ ...own, madeBy: "merge" }, 3), "in the place of 3");
});
