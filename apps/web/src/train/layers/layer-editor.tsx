import { IMAGE_SIZE, type LayerSpec, PRESET_LAYERS, type PresetName, presetSchema } from '@inkroom/shared';
import { Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Row } from '../../ui/layout';
import { Pressable } from '../../ui/pressable';
import { Span } from '../../ui/text';
import styles from './layer-editor.module.css';
import { addLayer, LAYER_KINDS, type LayerKind, moveLayer, planOf } from './layer-list';
import { FixedRow, LayerRow } from './layer-row';
import { useFaultText } from './use-fault-text';

const IMAGE = [IMAGE_SIZE, IMAGE_SIZE, 1];

interface Props {
  layers: readonly LayerSpec[];
  onChange(layers: readonly LayerSpec[]): void;
}

/** A model as a list of layers: add, change, move and take out, with shapes and faults as one goes. */
export function LayerEditor({ layers, onChange }: Props) {
  const t = useTranslations('layers');
  const kind = useTranslations('training');
  const limits = useRoomView((view) => view.limits);
  const faultText = useFaultText();
  const [open, setOpen] = useState<number | null>(null);
  const [announced, setAnnounced] = useState('');
  const heads = useRef(new Map<number, HTMLButtonElement>());
  const toFocus = useRef<number | null>(null);
  const plan = planOf(layers, limits);
  const full = layers.length >= limits.layersMax ? t('full', { max: limits.layersMax }) : null;

  // A layer that was moved by keyboard keeps the focus.
  useEffect(() => {
    if (toFocus.current === null) return;
    heads.current.get(toFocus.current)?.focus();
    toFocus.current = null;
  });

  const add = (added: LayerKind) => {
    const next = addLayer(layers, added);
    onChange(next.layers);
    setOpen(next.index);
    setAnnounced(t('added', { layer: t(added), place: next.index + 1, count: next.layers.length }));
  };
  const move = (index: number, by: number) => {
    const next = moveLayer(layers, index, by);
    onChange(next.layers);
    if (open === index) setOpen(next.index);
    toFocus.current = next.index;
    setAnnounced(t('moved', { layer: t(layers[index]!.kind), place: next.index + 1, count: layers.length }));
  };
  const remove = (index: number) => {
    onChange(layers.toSpliced(index, 1));
    setOpen(null);
    toFocus.current = Math.min(index, layers.length - 2);
    setAnnounced(t('removed', { layer: t(layers[index]!.kind), count: layers.length - 1 }));
  };

  return (
    <Card tone="raised" gap={3} className={styles.editor} data-testid="layer-editor">
      <Row wrap="close" gap={2}>
        <Span look="muted s">{t('beginWith')}</Span>
        {presetSchema.options.map((preset: PresetName) => (
          <Pressable
            key={preset}
            look="text"
            className={styles.preset}
            onClick={() => {
              onChange([...PRESET_LAYERS[preset]]);
              setOpen(null);
            }}
            data-testid={`layers-preset-${preset}`}
          >
            {kind(`${preset}Short`)}
          </Pressable>
        ))}
      </Row>
      <ol className={styles.list} aria-label={t('label')}>
        <FixedRow name={t('image')} shape={IMAGE} />
        {layers.map((layer, index) => (
          <LayerRow
            // Layers have no names of their own: their place is what tells them apart.
            key={index}
            layer={layer}
            index={index}
            last={index === layers.length - 1}
            row={plan.rows.find((row) => row.index === index)}
            fault={plan.fault?.index === index ? faultText(plan.fault, layer, plan.rows) : null}
            open={open === index}
            headRef={(element) => {
              if (element) heads.current.set(index, element);
              else heads.current.delete(index);
            }}
            onToggle={() => setOpen(open === index ? null : index)}
            onChange={(changed) => onChange(layers.with(index, changed))}
            onMove={(by) => move(index, by)}
            onRemove={() => remove(index)}
          />
        ))}
        <FixedRow name={t('answer')} row={plan.totals ? plan.rows.at(-1) : undefined} shape={[10]} />
      </ol>
      <div className={styles.add}>
        {LAYER_KINDS.map((added) => (
          <Button
            key={added}
            size="s"
            icon={<Plus />}
            unavailable={full}
            onClick={() => add(added)}
            aria-label={t('add', { layer: t(added) })}
            data-testid={`layer-add-${added}`}
          >
            {t(added)}
          </Button>
        ))}
      </div>
      <p className="visually-hidden" role="status">
        {announced}
      </p>
    </Card>
  );
}
