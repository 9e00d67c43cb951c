import { useEffect, useState } from 'react';
import { late, useLate } from './late';

export interface Tip {
  text: string;
  shortcut?: string;
  side?: 'top' | 'right' | 'bottom' | 'left';
}

/** Gives a control its tooltip, which is shown by {@link Tooltips}. */
export function tooltip({ text, shortcut, side }: Tip) {
  return { 'data-tip': text, 'data-tip-shortcut': shortcut, 'data-tip-side': side };
}

const layer = late(() => import('./tooltip-layer').then((module) => module.TooltipLayer));

/** Shows the tooltip of whatever is pointed at or has the focus; once in an app. */
export function Tooltips() {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    const ask = ({ target }: Event) => {
      if (target instanceof Element && target.closest('[data-tip]')) setAsked(true);
    };
    document.addEventListener('pointerover', ask);
    document.addEventListener('focusin', ask);
    return () => {
      document.removeEventListener('pointerover', ask);
      document.removeEventListener('focusin', ask);
    };
  }, []);
  const { known: Layer } = useLate(layer, asked);
  return Layer ? <Layer /> : null;
}
