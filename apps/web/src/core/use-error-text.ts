import { type CodedError, ERROR_CODES } from '@inkroom/shared';
import { useTranslations } from 'use-intl';

/** The sentence for a coded error in the page's language; of a newer server's code, the server's own sentence. */
export function useErrorText(): (error: CodedError) => string {
  const t = useTranslations('errors');
  return (error) => (ERROR_CODES.includes(error.code) ? t(error.code) : error.message);
}
