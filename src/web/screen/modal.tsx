import { useEffect, useRef } from "hono/jsx/dom";
import type { Child } from "hono/jsx";
import { Icon } from "./icons.tsx";

/** A dialog over everything else; the browser keeps the focus inside, and gives it back (HTML Living Standard §4.11.4). */
export function Modal(
  { children, isLight = true, name, onClose, title }: {
    readonly name: string;
    readonly title: string;
    readonly onClose: () => void;
    /** Whether a press beside it closes it. */
    readonly isLight?: boolean;
    readonly children?: Child;
  },
) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isGone = useRef(false);
  useEffect(() => {
    const [before, element] = [document.activeElement, dialog.current];
    element?.showModal();
    return () => {
      isGone.current = true;
      // All else is inert while it is open.
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  // The dialog itself is only its backdrop; where a text is selected beyond the edge, nothing was pressed there.
  const onPointerDown = (event: Event) => {
    if (isLight && event.target === dialog.current) onClose();
  };
  return (
    <dialog
      ref={dialog}
      class={`modal ${name}`}
      aria-labelledby={`${name}-title`}
      onClose={() => {
        // By the browser, such as for Esc; a screen that closes it needs not be told.
        if (!isGone.current) onClose();
      }}
      onPointerDown={onPointerDown}
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
