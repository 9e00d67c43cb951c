import type { OperatorRooms, OperatorState, Result } from '@inkroom/shared';
import { type ReactNode, useEffect } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useErrorText } from '../../core/use-error-text';
import { Badge } from '../../ui/badge';
import { Fact } from '../../ui/facts';
import { Row, Stack } from '../../ui/layout';
import { Notice } from '../../ui/notice';
import { Skeleton } from '../../ui/skeleton';
import { Span, Text } from '../../ui/text';
import { useToast } from '../../ui/toast';
import { useBytes } from '../../ui/use-bytes';
import { askGateway } from './ask-gateway';
import styles from './operator.module.css';
import { Rooms } from './rooms';
import { SureButton } from './sure-button';
import { useTold } from './use-told';

const STATE_MS = 2_000;
/** Redis is asked for every room. */
const ROOMS_MS = 15_000;

/** All that an operator sees, and may do. @param onRefused called once the token is no longer the gateway's */
export function Overview({ token, onRefused }: { token: string; onRefused: () => void }) {
  const t = useTranslations('operator');
  const { told: state, error } = useTold<OperatorState>(token, 'state', STATE_MS);
  const { told: rooms } = useTold<OperatorRooms>(token, 'rooms', ROOMS_MS);
  const ask = useAsk(token);
  const textOf = useErrorText();
  const isRefused = error?.code === 'operator_only';
  useEffect(() => {
    if (isRefused) onRefused();
  }, [isRefused, onRefused]);
  const notice = error ? <Notice tone="warn">{error.code === 'offline' ? t('noAnswer') : textOf(error)}</Notice> : null;
  if (!state) return notice ?? <Skeleton width="100%" height="12rem" />;
  return (
    <Stack gap={5} data-testid="operator-overview">
      {notice}
      <Totals state={state} rooms={rooms} />
      <div className={styles.columns}>
        <Gateways state={state} ask={ask} />
        <Workers state={state} ask={ask} />
        <Queues state={state} />
        <Runs state={state} ask={ask} />
      </div>
      <Text look="faint s">{t('drainHint')}</Text>
      {rooms ? <Rooms {...rooms} now={state.now} /> : <Skeleton width="100%" height="8rem" />}
    </Stack>
  );
}

type Ask = (path: string, body: object, done?: string) => Promise<void>;

/** Has the gateway do something, and says what came of it where that is not seen. */
function useAsk(token: string): Ask {
  const toast = useToast();
  const textOf = useErrorText();
  return async (path, body, done) => {
    const answer: Result<object> = await askGateway(token, path, body);
    const text = answer.ok ? done : textOf(answer.error);
    if (text) toast.show({ text });
  };
}

function Totals({ state, rooms }: { state: OperatorState; rooms: OperatorRooms | null }) {
  const t = useTranslations('operator.figures');
  const format = useFormatter();
  const bytes = useBytes();
  const connections = state.gateways.reduce((sum, gateway) => sum + gateway.connections, 0);
  const { usedBytes, maxBytes } = state.store;
  const cells = state.queues.find(({ name }) => name === 'recognition')?.waiting ?? 0;
  return (
    <dl className={styles.totals}>
      <Fact name={t('connections')} testId="operator-connections">
        {format.number(connections)}
      </Fact>
      <Fact name={t('rooms')}>{rooms ? format.number(rooms.count) : '…'}</Fact>
      <Fact name={t('cells')}>{format.number(cells)}</Fact>
      <Fact name={t('store')}>
        {maxBytes > 0 ? t('storeOf', { used: bytes(usedBytes), max: bytes(maxBytes) }) : bytes(usedBytes)}
      </Fact>
    </dl>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <Text as="h2" look="m">
        {title}
      </Text>
      {children}
    </section>
  );
}

/** One line of a part: what it is, how it fares, and what may be done about it. */
function Line({ name, state, aside, testId }: { name: ReactNode; state: ReactNode; aside: ReactNode; testId: string }) {
  return (
    <li className={styles.line} data-testid={testId}>
      <div>
        <Text look="bold s anywhere">{name}</Text>
        <Text look="muted s anywhere">{state}</Text>
      </div>
      {aside}
    </li>
  );
}

interface PartProps {
  state: OperatorState;
  ask: Ask;
}

function Drain({ id, ask }: { id: string; ask: Ask }) {
  const t = useTranslations('operator');
  return (
    <SureButton sure={t('drainSure')} act={() => ask('drain', { id }, t('drained'))} testId="operator-drain">
      {t('drain')}
    </SureButton>
  );
}

function Gateways({ state: { gateways, now }, ask }: PartProps) {
  const t = useTranslations('operator.gateways');
  const format = useFormatter();
  const bytes = useBytes();
  return (
    <Part title={t('title')}>
      <ul className={styles.lines}>
        {gateways.map(({ id, host, startedAt, connections, rooms, unsentBytes, memoryBytes, draining }) => (
          <Line
            key={id}
            testId="operator-gateway"
            name={`${host} · ${id.slice(0, 6)}`}
            state={[
              t('load', { connections, rooms, memory: bytes(memoryBytes) }),
              ...(unsentBytes > 0 ? [t('unsent', { bytes: bytes(unsentBytes) })] : []),
              t('since', { ago: format.relativeTime(startedAt, Math.max(startedAt, now)) }),
            ].join(' · ')}
            aside={draining ? <Badge tone="warn">{t('draining')}</Badge> : <Drain id={id} ask={ask} />}
          />
        ))}
      </ul>
    </Part>
  );
}

function Workers({ state: { workers }, ask }: PartProps) {
  const t = useTranslations('operator.workers');
  return (
    <Part title={t('title')}>
      {workers.length === 0 ? <Text look="bad s">{t('none')}</Text> : null}
      <ul className={styles.lines}>
        {workers.map(({ id, pool, engine, device, duties }) => (
          <Line
            key={id}
            testId="operator-worker"
            name={id}
            state={[t('load', { pool, engine }), ...duties.map((duty) => t(duty)), device].join(' · ')}
            aside={<Drain id={id} ask={ask} />}
          />
        ))}
      </ul>
    </Part>
  );
}

const QUEUE_NAMES = ['recognition', 'evaluation', 'predict', 'import', 'training-cpu', 'training-gpu'] as const;

function Queues({ state: { queues } }: { state: OperatorState }) {
  const t = useTranslations('operator.queues');
  const format = useFormatter();
  return (
    <Part title={t('title')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('waiting')}</th>
            <th scope="col">{t('active')}</th>
            <th scope="col">{t('delayed')}</th>
          </tr>
        </thead>
        <tbody>
          {QUEUE_NAMES.map((name) => {
            const queue = queues.find((one) => one.name === name);
            return (
              <tr key={name}>
                <th scope="row">{t(name)}</th>
                <td>{format.number(queue?.waiting ?? 0)}</td>
                <td>{format.number(queue?.active ?? 0)}</td>
                <td>{format.number(queue?.delayed ?? 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Part>
  );
}

function Runs({ state: { runs, now }, ask }: PartProps) {
  const t = useTranslations('operator');
  const format = useFormatter();
  return (
    <Part title={t('runs.title')}>
      {runs.length === 0 ? <Text look="muted s">{t('runs.none')}</Text> : null}
      <ul className={styles.lines}>
        {runs.map(({ id, number, roomTitle, state, pool, epoch, epochs, createdAt, workerId }) => (
          <Line
            key={id}
            testId="operator-run"
            name={t('runs.name', { number, room: roomTitle || t('rooms.untitled') })}
            state={
              <Row as="span" wrap gap={1}>
                {t('runs.state', {
                  ...{ state, pool, epoch, epochs },
                  ago: format.relativeTime(createdAt, Math.max(createdAt, now)),
                })}
                {workerId ? <Span>· {workerId}</Span> : null}
              </Row>
            }
            aside={
              <SureButton sure={t('runs.cancelSure')} act={() => ask('cancel', { runId: id })} testId="operator-cancel">
                {t('runs.cancel')}
              </SureButton>
            }
          />
        ))}
      </ul>
    </Part>
  );
}
