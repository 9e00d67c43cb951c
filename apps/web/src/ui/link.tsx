'use client';

import { useRouter } from 'next/navigation';
import type { ComponentPropsWithRef, MouseEvent } from 'react';

/** What every path of the app begins with; '' for nothing. */
const BASE_PATH = process.env.NEXT_PUBLIC_BASE_PATH ?? '';

/**
 * A link to another screen, which is opened without loading the app anew. Next's own fetches ahead what few follow, and is larger than the
 * screens that it stands on.
 */
export function Link({ href, target, onClick, ...rest }: ComponentPropsWithRef<'a'> & { href: string }) {
  const router = useRouter();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const { button, metaKey, ctrlKey, shiftKey, altKey } = event;
    // Into another tab or window, or onto the disk: the browser's own ways.
    if (event.defaultPrevented || target || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return;
    event.preventDefault();
    router.push(href);
  };
  return <a {...rest} target={target} href={BASE_PATH + href} onClick={follow} />;
}
