/** The messages of `models` that name the framings. */
export const FRAMING_NAMES = { 'as-drawn': 'asDrawn', centred: 'centred', mnist: 'mnist' } as const;
