import { type CodedError, type GateVerdict, isBetterInAnything } from '@inkroom/shared';
import { Check, RotateCw } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useErrorText } from '../core/use-error-text';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { ProgressBar } from '../ui/progress-bar';
import { Text } from '../ui/text';
import { BeginLineButton } from './begin-line-button';
import { GateChecks } from './gate-checks';
import { useVersionName } from './version-name';

interface Props {
  versionId: string;
  onClose(): void;
}

/** Asks the gate, shows what it says, and makes the version live; against it only after one more question. */
export function PromoteDialog({ versionId, onClose }: Props) {
  const t = useTranslations('models.gate');
  const name = useVersionName();
  const champion = useRoomView((view) => view.state.champion);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t('title', { version: name(versionId) })}
      description={t('against', { version: name(champion) })}
    >
      {/* Against another champion all is measured anew. */}
      <Gate key={champion} versionId={versionId} onClose={onClose} />
    </Dialog>
  );
}

function Gate({ versionId, onClose }: Props) {
  const t = useTranslations('models.gate');
  const client = useRoomClient();
  const errorText = useErrorText();
  const [verdict, setVerdict] = useState<GateVerdict | null>(null);
  const [error, setError] = useState<CodedError | null>(null);
  const [asking, setAsking] = useState(false);
  const isShipped = useRoomView((view) => view.versions.some(({ id, roomId }) => id === versionId && roomId === null));

  const measure = useCallback(async () => {
    setError(null);
    setVerdict(null);
    const judged = await client.judge(versionId);
    if (judged.ok) setVerdict(judged.value);
    else setError(judged.error);
  }, [client, versionId]);
  useEffect(() => void measure(), [measure]);

  const promote = async (override: boolean) => {
    const settled = await client.settled(client.promote(versionId, { override }));
    if (settled.ok) return onClose();
    setAsking(false);
    // What was measured a moment ago need not hold any more.
    if (settled.error.code === 'gate_failed') setVerdict(settled.error.details?.verdict as GateVerdict);
    else setError(settled.error);
  };

  if (asking) {
    return (
      <Stack gap={4}>
        {verdict ? <GateChecks verdict={verdict} /> : null}
        <Notice
          tone="warn"
          title={t('askTitle')}
          testId="gate-ask"
          actions={
            <>
              <Button variant="danger" onClick={() => promote(true)} data-testid="gate-confirm">
                {t('confirm')}
              </Button>
              <Button variant="ghost" onClick={() => setAsking(false)}>
                {t('back')}
              </Button>
            </>
          }
        >
          {t('askText')}
        </Notice>
      </Stack>
    );
  }
  if (error) {
    return (
      <Notice
        tone="bad"
        testId="gate-error"
        actions={
          <>
            <Button size="s" icon={<RotateCw />} onClick={measure}>
              {t('again')}
            </Button>
            {error.code === 'gate_unavailable' ? (
              <Button size="s" variant="danger" onClick={() => setAsking(true)} data-testid="gate-override">
                {t('override')}
              </Button>
            ) : null}
          </>
        }
      >
        {errorText(error)}
      </Notice>
    );
  }
  if (!verdict) {
    return (
      // As tall as the verdict will be, so that the dialog does not jump.
      <Stack
        gap={4}
        style={{ minHeight: '11rem', justifyContent: 'center' }}
        role="status"
        data-testid="gate-measuring"
      >
        <Text look="muted">{t('measuring')}</Text>
        <ProgressBar value={null} label={t('measuring')} />
      </Stack>
    );
  }
  const isGain = isBetterInAnything(verdict);
  const incomparable = verdict.checks.every(({ passed, candidate }) => passed || candidate === null);
  return (
    <Stack gap={4}>
      <GateChecks verdict={verdict} />
      {verdict.passed ? (
        <>
          {isGain ? null : (
            <Notice tone="warn" title={t('noGainTitle')} testId="gate-no-gain">
              {t('noGainText')}
            </Notice>
          )}
          <Actions onClose={onClose}>
            <Button
              variant={isGain ? 'primary' : 'secondary'}
              icon={<Check />}
              onClick={() => promote(false)}
              data-testid="gate-promote"
            >
              {t('use')}
            </Button>
          </Actions>
        </>
      ) : (
        <>
          <Notice tone="bad" title={t('failedTitle')}>
            {t(incomparable ? 'failedUnknown' : 'failedText')}
          </Notice>
          <Actions onClose={onClose}>
            {isShipped ? <BeginLineButton versionId={versionId} onBegun={onClose} /> : null}
            <Button variant="danger" onClick={() => setAsking(true)} data-testid="gate-override">
              {t('override')}
            </Button>
          </Actions>
        </>
      )}
    </Stack>
  );
}

function Actions({ onClose, children }: { onClose(): void; children: ReactNode }) {
  const t = useTranslations('models.gate');
  return (
    <Row wrap spread="end" gap={2}>
      <Button variant="ghost" onClick={onClose}>
        {t('keep')}
      </Button>
      {children}
    </Row>
  );
}
