import { firstUse } from '../../ui/first-use';

/** What one may take home. `page` is the one that it offers first: the shown one when left out. */
export const TakeHome = firstUse(() => import('./take-home').then((module) => module.TakeHomeDialog));
