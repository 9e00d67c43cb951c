import type { WorkerInfo } from '@inkroom/shared';
import { useTranslations } from 'use-intl';

/** Names the device that trains: a processor with the threads that it uses, or a GPU. */
export function useDeviceText(): (worker: Pick<WorkerInfo, 'device' | 'threads'>) => string {
  const t = useTranslations('training');
  return ({ device, threads }) => (threads > 0 ? t('deviceThreads', { device, count: threads }) : device);
}
