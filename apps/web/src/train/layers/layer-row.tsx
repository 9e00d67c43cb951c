import type { LayerSpec, PlannedLayer } from '@inkroom/shared';
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type Ref, useId } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button';
import { Chevron } from '../../ui/disclosure';
import { IconButton } from '../../ui/icon-button';
import { Row, Stack } from '../../ui/layout';
import { Pressable } from '../../ui/pressable';
import { Span, Text } from '../../ui/text';
import { layerFacts } from './layer-facts';
import { LayerFields } from './layer-fields';
import styles from './layer-row.module.css';
import { ShapeGlyph } from './shape-glyph';

interface Props {
  layer: LayerSpec;
  index: number;
  last: boolean;
  /** What it makes, where that is known. */
  row: PlannedLayer | undefined;
  fault: ReactNode;
  open: boolean;
  headRef?: Ref<HTMLButtonElement>;
  onToggle(): void;
  onChange(layer: LayerSpec): void;
  onMove(by: number): void;
  onRemove(): void;
}

/** One layer: in a line what it is and makes; opened, its settings. Alt and the arrows move it, Delete takes it out. */
export function LayerRow(props: Props) {
  const { layer, index, last, row, fault, open, headRef, onToggle, onChange, onMove, onRemove } = props;
  const t = useTranslations('layers');
  const bodyId = useId();
  const faultId = useId();

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown'))
      onMove(event.key === 'ArrowUp' ? -1 : 1);
    else if (event.key === 'Delete') onRemove();
    else return;
    event.preventDefault();
  };

  return (
    <li className={styles.row} data-open={open || undefined} data-testid={`layer-${index}`}>
      <Pressable
        ref={headRef}
        className={styles.head}
        aria-expanded={open}
        aria-controls={bodyId}
        aria-describedby={fault ? faultId : undefined}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
        onClick={onToggle}
        onKeyDown={onKeyDown}
      >
        <ShapeGlyph shape={row?.outputShape ?? null} />
        <Span look="close grow">
          <Span look="s bold block" tone={fault ? 'bad' : null}>
            {t(layer.kind)}
          </Span>
          <Span look="muted s">{t(`${layer.kind}Summary`, layerFacts(layer))}</Span>
        </Span>
        <LayerOutput row={row} />
        <Chevron up={open} />
      </Pressable>
      {fault ? (
        <Text look="s snug" id={faultId} className={styles.fault} role="alert" data-testid="layer-fault">
          {fault}
        </Text>
      ) : null}
      {open ? (
        <Stack id={bodyId} gap={3} className={styles.body}>
          <LayerFields layer={layer} onChange={onChange} />
          <Row gap={1} className={styles.actions}>
            <IconButton label={t('up')} icon={<ArrowUp />} disabled={index === 0} onClick={() => onMove(-1)} />
            <IconButton label={t('down')} icon={<ArrowDown />} disabled={last} onClick={() => onMove(1)} />
            <Button size="s" variant="ghost" icon={<Trash2 />} onClick={onRemove} data-testid="layer-remove">
              {t('remove')}
            </Button>
          </Row>
        </Stack>
      ) : null}
    </li>
  );
}

/** A layer that is always there and cannot be changed. */
export function FixedRow({ name, row, shape }: { name: string; row?: PlannedLayer; shape: readonly number[] | null }) {
  return (
    <li className={styles.row}>
      <div className={styles.head} data-fixed>
        <ShapeGlyph shape={shape} />
        <Span look="close grow">
          <Span look="muted s">{name}</Span>
        </Span>
        <LayerOutput row={row} shape={shape} />
      </div>
    </li>
  );
}

function LayerOutput({
  row,
  shape = row?.outputShape ?? null,
}: {
  row: PlannedLayer | undefined;
  shape?: readonly number[] | null;
}) {
  const t = useTranslations('layers');
  return (
    <Span look="s close nowrap" className={styles.output}>
      <span>{shape ? shape.join(' × ') : '–'}</span>
      {row && row.parameters > 0 ? (
        <Span look="faint xs block">
          {row.averaged > 0
            ? t('parametersAveraged', { count: row.parameters, averaged: row.averaged })
            : t('parameters', { count: row.parameters })}
        </Span>
      ) : null}
    </Span>
  );
}
