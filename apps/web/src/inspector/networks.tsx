import {
  type AskedPrediction,
  CELL_SIZE,
  DEFAULT_VERSION_ID,
  FRAMINGS,
  type Framing,
  type Ink,
  type Label,
  labelsByScore,
  renderStrokes,
  scoreOf,
} from '@inkroom/shared';
import { RotateCcw } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { isTooMuch } from '../core/ask/model-ask';
import { FRAMING_NAMES } from '../models/framing-names';
import { useVersionName } from '../models/version-name';
import { LabelMark } from '../page/cells/label-mark';
import { useConfidence, useLabelText } from '../page/cells/use-cell-text';
import { Button } from '../ui/button';
import { Row } from '../ui/layout';
import { PixelImage } from '../ui/pixel-image';
import { Span, Text } from '../ui/text';
import { type Move, movedInk, UNMOVED } from './moved-ink';
import styles from './networks.module.css';
import { useAsked } from './use-asked';

/** The notebook's flat network and its convolution, and beside them the default, which may say that it is no digit. */
const NETWORKS = ['shipped-mlp', 'shipped-cnn', DEFAULT_VERSION_ID] as const;
/** While a slider is drawn, ms: an address has enough questions for a class in which some do so. */
const PACE = { everyMs: 250 };
const SHOWN = 3;

const SLIDERS: readonly { of: keyof Move; min: number; max: number; step: number }[] = [
  { of: 'right', min: -CELL_SIZE / 3, max: CELL_SIZE / 3, step: CELL_SIZE / 60 },
  { of: 'down', min: -CELL_SIZE / 3, max: CELL_SIZE / 3, step: CELL_SIZE / 60 },
  { of: 'size', min: 0.3, max: 1.5, step: 0.05 },
  { of: 'turn', min: -90, max: 90, step: 3 },
];

/** What the shipped networks read in a cell under each framing while it is shifted, sized and turned: what bears that, and what does not. */
export function Networks({ ink, expected }: { ink: readonly Ink[]; expected: Label | null }) {
  const t = useTranslations('page.networks');
  const models = useTranslations('models');
  const versionName = useVersionName();
  const [move, setMove] = useState(UNMOVED);
  const moved = useMemo(() => movedInk(ink, move), [ink, move]);
  const images = useMemo(() => new Map(FRAMINGS.map((framing) => [framing, renderStrokes(moved, framing)])), [moved]);
  return (
    <div className={styles.networks} data-testid="networks">
      <Text look="muted s easy">{t('intro')}</Text>
      <div className={styles.sliders}>
        {SLIDERS.map(({ of, ...range }) => (
          <Slider
            key={of}
            name={t(of)}
            value={move[of]}
            {...range}
            onChange={(value) => setMove({ ...move, [of]: value })}
            testId={`move-${of}`}
          />
        ))}
      </div>
      <Row>
        <Button size="s" icon={<RotateCcw />} onClick={() => setMove(UNMOVED)} data-testid="move-back">
          {t('back')}
        </Button>
      </Row>
      <table className={styles.table}>
        <caption className="visually-hidden">{t('caption')}</caption>
        <thead>
          <tr>
            {FRAMINGS.map((framing) => (
              <th key={framing} scope="col">
                <PixelImage image={images.get(framing)!} className={styles.image} />
                {models(FRAMING_NAMES[framing])}
              </th>
            ))}
          </tr>
        </thead>
        {NETWORKS.map((version) => (
          <Network key={version} version={version} name={versionName(version)} ink={moved} expected={expected} />
        ))}
      </table>
    </div>
  );
}

/** One network's name, and under it what it reads in each picture. */
function Network(props: { version: string; name: string; ink: readonly Ink[]; expected: Label | null }) {
  const { version, name, ink, expected } = props;
  const t = useTranslations('page.networks');
  const asked = useAsked(version, 'all', ink, PACE);
  const read = new Map<Framing | null, AskedPrediction>(
    asked.state === 'answered' ? asked.answer.predictions.map((prediction) => [prediction.framing, prediction]) : [],
  );
  return (
    <tbody data-testid={`network-${version}`} data-old={(asked.state === 'answered' && asked.isOld) || undefined}>
      <tr>
        <th scope="rowgroup" colSpan={FRAMINGS.length} className={styles.name}>
          {name}
          {asked.state === 'refused' ? (
            <Span look="muted s"> {t(isTooMuch(asked.error) ? 'busy' : 'away')}</Span>
          ) : null}
        </th>
      </tr>
      <tr>
        {FRAMINGS.map((framing) => (
          <td key={framing} data-testid={`read-${framing}`}>
            <Guesses prediction={read.get(framing)} expected={expected} />
          </td>
        ))}
      </tr>
    </tbody>
  );
}

/** What is likeliest, and in small what is next. */
function Guesses({ prediction, expected }: { prediction: AskedPrediction | undefined; expected: Label | null }) {
  const confidenceOf = useConfidence();
  const labelText = useLabelText();
  if (!prediction) return <span className={styles.best}>–</span>;
  const [best, ...others] = labelsByScore(prediction.scores).slice(0, SHOWN);
  const guess = (label: Label) => confidenceOf(scoreOf(prediction.scores, label));
  return (
    <>
      <span className={styles.best} data-read={best} data-wrong={(expected !== null && best !== expected) || undefined}>
        <LabelMark label={best!} />
        {best === 'not-a-digit' ? <span className="visually-hidden">{labelText(best)}</span> : null}
        <Span look="muted s">{guess(best!)}</Span>
      </span>
      <span className={styles.next}>
        {others.map((label) => (
          <span key={label}>
            <LabelMark label={label} /> {guess(label)}
          </span>
        ))}
      </span>
    </>
  );
}

function Slider(props: {
  name: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange(value: number): void;
  testId: string;
}) {
  const { name, value, min, max, step, onChange, testId } = props;
  const id = useId();
  return (
    <div className={styles.slider}>
      <label htmlFor={id}>{name}</label>
      <input
        id={id}
        type="range"
        value={value}
        min={min}
        max={max}
        step={step}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
        data-testid={testId}
      />
    </div>
  );
}
