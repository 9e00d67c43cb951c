import { RUN_NOTE_CODES, type RunLogLine, type RunNote } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../core/use-error-text';
import { usePercent } from '../../ui/use-percent';
import { useDeviceText } from '../use-device-text';
import { useQuantity } from '../use-quantity';

/**
 * The sentence for a line of a run's log in the page's language; for the code of a newer server, the server's own sentence.
 */
export function useNoteText(): (line: RunLogLine) => string {
  const t = useTranslations('notes');
  const percent = usePercent();
  const { duration } = useQuantity();
  const device = useDeviceText();
  const errorText = useErrorText();
  const write = (note: RunNote): string => {
    switch (note.code) {
      case 'taken':
        return t(note.code, { ...note, device: device(note) });
      case 'epoch':
        return t(note.code, { ...note, accuracy: percent(note.accuracy) });
      case 'finished':
        return t(note.code, { ...note, duration: duration(note.seconds), accuracy: percent(note.accuracy) });
      case 'failed':
        return t(note.code, { error: errorText(note.error) });
      default:
        return t(note.code, { ...note });
    }
  };
  return ({ note, text }) => (RUN_NOTE_CODES.includes(note.code) ? write(note) : text);
}
