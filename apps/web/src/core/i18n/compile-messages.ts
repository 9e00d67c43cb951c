import compile from 'icu-minify/compile';
import type { Messages } from './messages';

/**
 * Messages as `use-intl/format-message/format-only` takes them (see `next.config.ts`): a browser that gets them needs no parser of ICU's
 * notation, which is larger than all that it formats with. Their type stays that of the texts, by which keys and arguments are checked.
 *
 * @throws SyntaxError for a text that is no ICU message
 */
export function compileMessages(messages: Messages): Messages {
  // The compiler makes objects without a prototype, which React does not send to browsers.
  return JSON.parse(JSON.stringify(compiled(messages)));
}

function compiled(node: string | object): unknown {
  if (typeof node === 'string') return compile(node);
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, compiled(child)]));
}
