export type KeyInput = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Characters that a Japanese keyboard writes with the keys of these signs. */
const KANA_SIGNS: Readonly<Record<string, string>> = { ー: '-', '−': '-', '「': '[', '」': ']', '￥': '\\', '¥': '\\' };

/**
 * The character that a key stands for, or its name. A Japanese keyboard in full-width letters says `５`, and while it composes only
 * that it does: then the key's place says which it is.
 */
export function plainKey({ key, code, shiftKey }: Omit<KeyInput, 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  if (key === 'Process' || key === 'Unidentified') return keyAt(code, shiftKey) ?? key;
  return KANA_SIGNS[key] ?? ([...key].length === 1 ? key.normalize('NFKC') : key);
}

function keyAt(code: string, shiftKey: boolean): string | undefined {
  const place = /^(Key|Digit|Numpad)([A-Z0-9])$/.exec(code);
  // What is Shift with a digit differs from keyboard to keyboard.
  if (place && !(shiftKey && place[1] === 'Digit')) return place[2]!.toLowerCase();
  return code === 'NumpadSubtract' || (code === 'Minus' && !shiftKey) ? '-' : undefined;
}
