import type { RefObject } from 'react';

/** Lets somebody choose a file: a button beside it presses it by `ref`, for a file field cannot look like one. */
export function FilePicker({
  ref,
  accept,
  onChosen,
  testId,
}: {
  ref: RefObject<HTMLInputElement | null>;
  accept: string;
  onChosen(file: File): void;
  testId: string;
}) {
  return (
    <input
      ref={ref}
      type="file"
      accept={accept}
      className="visually-hidden"
      tabIndex={-1}
      aria-hidden
      onChange={({ target }) => {
        const [chosen] = target.files ?? [];
        // The same file may be chosen again, once it is mended.
        target.value = '';
        if (chosen) onChosen(chosen);
      }}
      data-testid={testId}
    />
  );
}
