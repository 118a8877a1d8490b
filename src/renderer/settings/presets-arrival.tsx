/** The ĐẾN stamp: how large, how small it may become, and where; with a picture of the upper half of a page. */
import { Field, makeStyles, Slider, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { OfficePreset } from '../../contracts/records.js';
import { PresetsChoice } from './presets-choices.js';

type ArrivalStamp = OfficePreset['arrivalStamp'];

/** NĐ 30/2020 PL IV. */
const full = { width: 50, height: 35 } as const;

const useStyles = makeStyles({
  part: { display: 'flex', flexWrap: 'wrap', gap: '12px 24px' },
  settings: {
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    flexGrow: 1,
    flexBasis: '260px',
    minWidth: 0,
    maxWidth: '620px',
  },
  page: {
    width: '336px',
    maxWidth: '100%',
    height: 'auto',
    alignSelf: 'flex-start',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    backgroundColor: '#ffffff',
  },
});

/** Lines of print in millimetres: x, y, width. */
const print = [
  [28, 20, 62],
  [38, 26, 42],
  [108, 20, 84],
  [122, 26, 56],
  [40, 34, 34],
  [118, 34, 64],
  [80, 78, 50],
  [55, 84, 100],
  ...[94, 101, 108, 115, 122, 129].map((y) => [30, y, 160] as const),
] as const;

/** As it would stand on an ordinary letter: under the number, or where most room is left. */
const cornerOf = (place: ArrivalStamp['place']): { x: number; y: number } =>
  place === 'under-number' ? { x: 32, y: 39 } : { x: 124, y: 39 };

function PagePicture({ stamp }: { readonly stamp: ArrivalStamp }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { x, y } = cornerOf(stamp.place);
  const boxOf = (scale: number) => ({ x, y, width: full.width * scale, height: full.height * scale });
  const { width, height } = boxOf(stamp.scale);
  return (
    <svg className={styles.page} viewBox="0 0 210 138" role="img" aria-label={t('presets.arrivalPicture')}>
      {print.map(([left, top, length]) => (
        <rect key={`${left}-${top}`} x={left} y={top} width={length} height={2.4} fill="#8a8f98" />
      ))}
      <rect {...boxOf(stamp.scale)} fill="#ffffff" fillOpacity={0.6} stroke="#c4161c" strokeWidth={0.9} />
      <text x={x + width / 2} y={y + height * 0.46} fontSize={height * 0.24} textAnchor="middle" fill="#c4161c">
        ĐẾN
      </text>
      {[0.62, 0.76, 0.9].map((share) => (
        <rect key={share} x={x + 3} y={y + height * share} width={width - 6} height={0.6} fill="#c4161c" />
      ))}
      {stamp.least < stamp.scale && (
        <rect {...boxOf(stamp.least)} fill="none" stroke="#c4161c" strokeWidth={0.5} strokeDasharray="2 1.5" />
      )}
    </svg>
  );
}

interface PresetsArrivalProps {
  readonly labelledBy: string;
  readonly stamp: ArrivalStamp;
  readonly onChange: (stamp: ArrivalStamp) => void;
}

export function PresetsArrival({ labelledBy, stamp, onChange }: PresetsArrivalProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const sizeOf = (scale: number) => ({
    percent: Math.round(scale * 100),
    width: Math.round(full.width * scale),
    height: Math.round(full.height * scale),
  });
  const scales = [
    ['scale', 'presets.arrivalScale', (scale: number) => ({ scale, least: Math.min(stamp.least, scale) })],
    ['least', 'presets.arrivalLeast', (least: number) => ({ least, scale: Math.max(stamp.scale, least) })],
  ] as const;
  return (
    <div className={styles.part}>
      <div className={styles.settings}>
        {scales.map(([name, label, changed]) => (
          <Field key={name} label={t(label, sizeOf(stamp[name]))}>
            <Slider
              min={40}
              max={100}
              step={5}
              value={Math.round(stamp[name] * 100)}
              aria-valuetext={t(label, sizeOf(stamp[name]))}
              onChange={(_, { value }) => onChange({ ...stamp, ...changed(value / 100) })}
            />
          </Field>
        ))}
        <PresetsChoice
          labelledBy={labelledBy}
          value={stamp.place}
          options={(['under-number', 'free-room'] as const).map((value) => ({
            value,
            label: t(`presets.arrivalPlace.${value}`),
            hint: t(`presets.arrivalPlaceHint.${value}`),
          }))}
          onChange={(place) => onChange({ ...stamp, place })}
        />
      </div>
      <PagePicture stamp={stamp} />
    </div>
  );
}
