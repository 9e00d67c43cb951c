import { Share2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../ui/button';
import { firstUse } from '../../../ui/first-use';
import { Opener } from '../../../ui/opener';
import { NARROW, useMediaQuery } from '../../../ui/use-media-query';

const ShareDialog = firstUse(() => import('./share-dialog').then((module) => module.ShareDialog));

/** Opens the ways into the room. */
export function Share({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  const t = useTranslations('shell.share');
  const narrow = useMediaQuery(NARROW);
  return (
    <Opener of={ShareDialog} open={open} onOpenChange={onOpenChange}>
      <Button variant="primary" icon={<Share2 />} iconOnly={narrow} data-testid="share-open">
        {t('open')}
      </Button>
    </Opener>
  );
}
