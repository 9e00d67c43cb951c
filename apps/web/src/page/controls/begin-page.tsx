import type { ComponentProps } from 'react';
import { firstUse } from '../../ui/first-use';
import { Opener } from '../../ui/opener';

const NewPage = firstUse(() => import('./new-page').then((module) => module.NewPage));

/** Makes a button one that begins a page. */
export function BeginPage({ children }: Pick<ComponentProps<typeof Opener>, 'children'>) {
  return <Opener of={NewPage}>{children}</Opener>;
}
