import { UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import styles from './corrections.module.css';
import { PersonSamplesList } from './person-samples-list';

/** Opens the list of whose corrections the room learns from; there as soon as there are any. */
export function CorrectionsButton() {
  const t = useTranslations('training.samplesByPerson');
  const hasSome = useRoomView(({ state: { samples } }) => samples.training + samples.holdout + samples.notDigits > 0);
  const [open, setOpen] = useState(false);
  // The last one may be withdrawn in the dialog itself.
  if (!hasSome && !open) return null;
  return (
    <div className={styles.open}>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('title')}
        description={t('description')}
        trigger={
          <Button variant="ghost" size="s" icon={<UsersRound />} data-testid="corrections-open">
            {t('open')}
          </Button>
        }
      >
        <PersonSamplesList />
      </Dialog>
    </div>
  );
}
