import { useEffect, useState } from 'react';

/** How long a control says that it has copied. */
const SAID_MS = 2_000;

/** Copies a text. @returns whether that has just worked, and what to call in a press of `beside` */
export function useCopy(text: string): [copied: boolean, copy: (beside: HTMLElement) => Promise<void>] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, async (beside) => setCopied(await copyText(text, beside))];
}

/** @returns whether it lies in the clipboard */
async function copyText(text: string, beside: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http has no clipboard: a field for the moment lets the browser's older way copy it. Beside the control, for a dialog takes
    // the focus back from whatever lies outside of it, and with it what is selected.
    const field = document.createElement('textarea');
    field.value = text;
    field.readOnly = true;
    field.style.position = 'fixed';
    field.style.opacity = '0';
    beside.after(field);
    field.focus({ preventScroll: true });
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    beside.focus({ preventScroll: true });
    return done;
  }
}
