import { firstUse } from '../../ui/first-use';

/** All pages at a glance, from wherever one asks for them. */
export const PageOverview = firstUse(() => import('./page-overview').then((module) => module.PageOverview));
