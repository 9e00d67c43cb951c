import type { LucideIcon } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Row, Stack } from '../../ui/layout';
import { Popover } from '../../ui/popover';
import { Text } from '../../ui/text';
import styles from './class-notice.module.css';

interface Props {
  icon: LucideIcon;
  text: string;
  /** How a host ends it. */
  end?: { label: string; run(): void; testId: string };
  testId: string;
}

/** What holds for the whole class at the moment, beside the page's controls; where there is no room for words they are behind its sign. */
export function ClassNotice({ icon: Icon, text, end, testId }: Props) {
  const t = useTranslations('shell.people');
  const action = end ? (
    <Button size="s" variant="primary" onClick={end.run} data-testid={end.testId}>
      {end.label}
    </Button>
  ) : null;
  return (
    <>
      <Row gap={3} className={styles.notice} data-testid={testId}>
        <Icon size="1.1rem" aria-hidden />
        <Text look="s easy" className={styles.text}>
          {text}
        </Text>
        {action}
      </Row>
      <Popover
        label={t('classTitle')}
        trigger={<IconButton label={text} icon={<Icon />} className={styles.sign} data-testid={`${testId}-sign`} />}
      >
        <Stack gap={3} className={styles.more}>
          <Text look="easy">{text}</Text>
          {action}
        </Stack>
      </Popover>
    </>
  );
}
