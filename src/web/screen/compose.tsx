import { useEffect, useRef, useState } from "hono/jsx/dom";
import type { Acts } from "./acts.ts";
import { Modal } from "./modal.tsx";
import { keyOf, recipientsIn } from "./recipients.ts";
import { countInWords, smsCount } from "./sms_count.ts";
import { plural } from "./words.ts";

type Sending =
  | { readonly kind: "writing" }
  | { readonly kind: "sending" }
  | { readonly kind: "refused"; readonly text: string };

/** A new message. */
export function Compose(
  { acts, simulated, to }: {
    readonly acts: Acts;
    readonly to: string;
    readonly simulated: boolean;
  },
) {
  const form = useRef<HTMLFormElement>(null);
  const key = useRef(newKey());
  const [text, setText] = useState(acts.draft.text);
  const [recipients, setRecipients] = useState(to || acts.draft.to);
  const [sending, setSending] = useState<Sending>({ kind: "writing" });
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    if (sending.kind === "sending") return;
    const missing = missingIn(recipients, text);
    if (missing !== undefined) {
      return setSending({ kind: "refused", text: missing });
    }
    setSending({ kind: "sending" });
    const refused = await acts.send({
      to: recipientsIn(recipients),
      text,
      flash: isChecked(form.current, "flash"),
      urgent: isChecked(form.current, "urgent"),
      key: key.current,
    });
    if (refused !== undefined) setSending({ kind: "refused", text: refused });
  };
  useEffect(() => {
    acts.draft = { to: recipients, text };
  }, [recipients, text]);
  // What is changed is another message: it is not to be taken for the one that was tried.
  const changed = () => {
    key.current = newKey();
    if (sending.kind === "refused") setSending({ kind: "writing" });
  };
  return (
    <Modal
      name="compose"
      title="New message"
      isLight={false}
      onClose={() => acts.closeDialog()}
    >
      <form ref={form} onSubmit={onSubmit} noValidate onChange={changed}>
        <ToField
          recipients={recipients}
          isFirst={to === ""}
          onType={setRecipients}
        />
        <TextField text={text} isFirst={to !== ""} onType={setText} />
        <Count text={text} />
        <Options />
        {sending.kind === "refused" && (
          <p class="refusal" role="alert">{sending.text}</p>
        )}
        <SendLine
          simulated={simulated}
          isSending={sending.kind === "sending"}
          recipients={recipients}
        />
      </form>
    </Modal>
  );
}

function SendLine(
  { isSending, recipients, simulated }: {
    readonly simulated: boolean;
    readonly isSending: boolean;
    readonly recipients: string;
  },
) {
  return (
    <p class="modal-buttons">
      {simulated && (
        <span class="muted">Simulated modem: nothing leaves this machine</span>
      )}
      <button type="submit" class="button primary" disabled={isSending}>
        {isSending ? "Sending" : sendWords(recipients)}
      </button>
    </p>
  );
}

function ToField(
  { isFirst, onType, recipients }: {
    readonly recipients: string;
    readonly isFirst: boolean;
    readonly onType: (text: string) => void;
  },
) {
  return (
    <label class="field">
      <span>To</span>
      <input
        name="to"
        autofocus={isFirst}
        autocomplete="off"
        placeholder="Number, contact or group"
        aria-describedby="to-hint"
        value={recipients}
        onInput={(event: Event) => onType(valueOf(event))}
      />
      <small id="to-hint">
        Such as +49 171 5550123; several with commas between
      </small>
    </label>
  );
}

function TextField(
  { isFirst, onType, text }: {
    readonly text: string;
    readonly isFirst: boolean;
    readonly onType: (text: string) => void;
  },
) {
  return (
    <label class="field">
      <span>Text</span>
      <textarea
        name="text"
        rows={5}
        dir="auto"
        autofocus={isFirst}
        aria-describedby="text-count"
        value={text}
        onInput={(event: Event) => onType(valueOf(event))}
      />
    </label>
  );
}

function Options() {
  return (
    <div class="options">
      <label class="check">
        <input type="checkbox" name="urgent" /> <span>Urgent</span>
        <small>Goes before all others</small>
      </label>
      <label class="check">
        <input type="checkbox" name="flash" /> <span>Flash</span>
        <small>Shown at once, often not kept</small>
      </label>
    </div>
  );
}

function Count({ text }: { readonly text: string }) {
  const count = smsCount(text);
  return (
    <p class="count" id="text-count">
      <span>{countInWords(count)}</span>
      {count.culprit !== undefined && (
        <span class="tone-warn">
          “{count.culprit}” leaves room for 70 characters instead of 160
        </span>
      )}
    </p>
  );
}

function sendWords(recipients: string): string {
  const { length } = recipientsIn(recipients);
  return length < 2 ? "Send" : `Send to ${plural(length, "recipient")}`;
}

function missingIn(recipients: string, text: string): string | undefined {
  if (recipientsIn(recipients).length === 0) return "Say to whom it shall go";
  return text.trim() === "" ? "Write a text" : undefined;
}

function newKey(): string {
  return keyOf(crypto.getRandomValues(new Uint8Array(16)));
}

function valueOf({ target }: Event): string {
  const isField = target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement;
  return isField ? target.value : "";
}

function isChecked(form: HTMLFormElement | null, name: string): boolean {
  const box = form?.elements.namedItem(name);
  return box instanceof HTMLInputElement && box.checked;
}
