import assert from "node:assert/strict";
import {
  mayAct,
  messageActions,
  outcomeOf,
  releaseQuestion,
} from "./message_actions.ts";
import { type DeliveryState, stateWords } from "./words.ts";

function labels(...states: DeliveryState[]): string[] {
  return messageActions("X", states.map((state) => ({ state })))
    .map(({ label, question }) => question ? `${label}?` : label);
}

Deno.test("only what can be done is offered, and what costs or destroys is asked", () => {
  const offered: Partial<Record<DeliveryState, string[]>> = {
    queued: ["Send now", "Cancel?"],
    held: ["Send again?", "Cancel?"],
    failed: ["Send again?"],
    expired: ["Send again?"],
  };
  for (const state of Object.keys(stateWords) as DeliveryState[]) {
    assert.deepEqual(labels(state), offered[state] ?? [], state);
  }
  assert.deepEqual(labels("delivered", "failed", "queued"), [
    "Send again?",
    "Cancel?",
  ]);
});

Deno.test("a viewer acts on nothing", () => {
  assert.ok(!mayAct(undefined) && !mayAct("viewer"));
  assert.ok(mayAct("operator") && mayAct("admin"));
});

Deno.test("questions say what will happen to how many", () => {
  const [again] = messageActions("X", [{ state: "failed" }, {
    state: "expired",
  }]);
  assert.match(again?.question?.text ?? "", /to 2 recipients/);
  assert.match(releaseQuestion(1_200).text, /^1,200 SMS/);
  assert.match(releaseQuestion(0).text, /at once/);
});

Deno.test("what it came to is one sentence", () => {
  const cancel = { do: "cancel", id: "X" } as const;
  const retry = { do: "retry", id: "X" } as const;
  const one = { deliveryId: 1, recipient: "+4915550123" };
  const changed = [{ ...one, to: "cancelled" } as const];
  const unchanged = [{ ...one, state: "sent" } as const];
  const again = { id: "Y", recipients: ["+4915550123"] };
  const none = { changed: [], unchanged: [] };
  assert.equal(outcomeOf(cancel, { ...none, changed }), "Cancelled 1 delivery");
  assert.equal(outcomeOf(retry, { ...none, changed }), "1 delivery made due");
  assert.equal(
    outcomeOf(retry, { ...none, again }),
    "Sent again to 1 recipient as Y",
  );
  assert.equal(
    outcomeOf(cancel, { ...none, unchanged }),
    "Nothing was changed: sent by now",
  );
  assert.equal(outcomeOf(cancel, none), "Nothing was changed");
});
