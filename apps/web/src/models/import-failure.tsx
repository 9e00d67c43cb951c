import type { CodedError, ErrorCode, FileFault } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../core/use-error-text';
import { RawDetail } from '../ui/disclosure';
import { Notice } from '../ui/notice';
import { useBytes } from '../ui/use-bytes';

/** Codes that say more here than they do elsewhere. */
const OWN = ['offline', 'timeout', 'rate_limited', 'no_worker', 'artifact_corrupt', 'layers_invalid'] as const;
type OwnCode = (typeof OWN)[number];

/** What is wrong with the file itself, and not with its way here. */
const OF_THE_FILE: readonly ErrorCode[] = ['payload_too_large', 'artifact_corrupt', 'layers_invalid', 'scores_invalid'];

/** Why a file was not brought in, and what can be done about it. */
export function ImportFailure({ error }: { error: CodedError }) {
  const t = useTranslations('models.import');
  const bytes = useBytes();
  const errorText = useErrorText();
  const faults = useTranslations('fileFaults');
  const { code, details } = error;
  const fault = details?.fault as FileFault | undefined;
  // A newer server's fault has no sentence here: its own one is told, word for word.
  const isKnown = fault !== undefined && faults.has(fault.code);
  const isOwn = (candidate: ErrorCode): candidate is OwnCode => (OWN as readonly ErrorCode[]).includes(candidate);
  return (
    <Notice tone="bad" title={t(OF_THE_FILE.includes(code) ? 'unusable' : 'failed')} testId="import-error">
      {code === 'payload_too_large'
        ? t('tooLarge', { size: bytes(Number(details?.maxBytes)) })
        : isKnown
          ? faults(fault.code, fault)
          : isOwn(code)
            ? t(`error.${code}`)
            : errorText(error)}
      {!isKnown && typeof details?.reason === 'string' ? <RawDetail text={details.reason} /> : null}
    </Notice>
  );
}
