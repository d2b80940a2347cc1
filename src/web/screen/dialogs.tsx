import type { Acts } from "./acts.ts";
import { Compose } from "./compose.tsx";
import { keyHelp } from "./keys.ts";
import type { Question } from "./message_actions.ts";
import { Modal } from "./modal.tsx";
import type { ScreenState } from "./state.ts";

/** The dialog that is open, if any. */
export function Dialogs(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { dialog } = state;
  switch (dialog.kind) {
    case "none":
      return null;
    case "compose":
      return (
        <Compose
          acts={acts}
          to={dialog.to}
          simulated={state.stats?.simulated === true}
        />
      );
    case "confirm":
      return <Confirm acts={acts} question={dialog.question} />;
    case "help":
      return <Help acts={acts} state={state} />;
    default:
      return dialog satisfies never;
  }
}

function Confirm(
  { acts, question }: { readonly acts: Acts; readonly question: Question },
) {
  const { button, deed, grave, text, title } = question;
  return (
    <Modal name="confirm" title={title} onClose={() => acts.closeDialog()}>
      <p>{text}</p>
      <p class="modal-buttons">
        <button type="button" class="button" onClick={() => acts.closeDialog()}>
          Leave it
        </button>
        <button
          type="button"
          class={`button primary${grave ? " grave" : ""}`}
          onClick={() => void acts.carryOut(deed)}
        >
          {button}
        </button>
      </p>
    </Modal>
  );
}

function Help(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { session, stats } = state;
  const who = session === undefined || session.name === ""
    ? "Whoever is at this machine"
    : session.name;
  return (
    <Modal name="help" title="Keys" onClose={() => acts.closeDialog()}>
      <dl class="keys">
        {keyHelp.map(({ does, keys }) => (
          <div>
            <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">
        {who}, {session?.role ?? "unknown"} · cellpost {stats?.version ?? ""}
      </p>
    </Modal>
  );
}
