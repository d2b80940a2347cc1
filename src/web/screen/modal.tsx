import { useEffect, useRef } from "hono/jsx/dom";
import type { Child } from "hono/jsx";
import { Icon } from "./icons.tsx";

/** A dialog over everything else; the browser keeps the focus inside, and gives it back (HTML Living Standard §4.11.4). */
export function Modal(
  { children, name, onClose, title }: {
    readonly name: string;
    readonly title: string;
    readonly onClose: () => void;
    readonly children?: Child;
  },
) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const [before, element] = [document.activeElement, dialog.current];
    element?.showModal();
    return () => {
      // All else is inert while it is open.
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const onClick = (event: Event) => {
    // The dialog itself is only its backdrop: all else is inside its frame.
    if (event.target === dialog.current) onClose();
  };
  return (
    <dialog
      ref={dialog}
      class={`modal ${name}`}
      aria-labelledby={`${name}-title`}
      onCancel={(event: Event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={onClick}
    >
      <div class="modal-frame">
        <header>
          <h2 id={`${name}-title`}>{title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label="Close"
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
