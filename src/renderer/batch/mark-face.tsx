/** What a mark will look like, roughly: the office's own pictures, the words of a text. Paper is white in every theme. */
import { makeStyles, mergeClasses } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { MarkRole, PresetImage, Presets } from '../../contracts/records.js';
import { usePresets } from '../settings/use-presets.js';
import type { CommonChoice } from './choices.js';
import { today } from './days.js';
import { shownNumber } from './numbering.js';

const useStyles = makeStyles({
  face: {
    width: '100%',
    height: '100%',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    overflow: 'hidden',
    color: '#111111',
    fontFamily: '"Times New Roman", "Liberation Serif", serif',
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
    userSelect: 'none',
    containerType: 'size',
  },
  picture: { width: '100%', height: '100%', objectFit: 'contain' },
  lines: { fontSize: 'min(24cqh, 9cqw)', lineHeight: 1.2, whiteSpace: 'normal', textAlign: 'center' },
  stamp: { color: '#c1121f', border: '2px solid #c1121f', fontWeight: 'bold' },
  ring: { borderRadius: '50%' },
});

/** Days below ten and the first two months get a leading zero (NĐ 30/2020 PL I). */
const dateParts = (date: string | null): { readonly day: string; readonly month: string } => {
  const [, month = '', day = ''] = (date ?? today(new Date())).split('-');
  return { day, month: Number(month) < 3 ? month : String(Number(month)) };
};

const imageOf = (role: MarkRole, presets: Presets | undefined, leader: string | null): PresetImage | null => {
  if (!presets) return null;
  if (role === 'seal') return presets.office.seal;
  const found =
    presets.leaders.find(({ name }) => name === leader) ??
    (presets.leaders.length === 1 ? presets.leaders[0] : undefined);
  if (role === 'signature') return found?.signature ?? null;
  return role === 'initials' ? (found?.initials ?? null) : null;
};

export interface MarkFaceProps {
  readonly role: MarkRole;
  readonly common: CommonChoice;
  readonly number: number | null;
  readonly operation: 'appendix' | 'other';
}

export function MarkFace({ role, common, number, operation }: MarkFaceProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { data: presets } = usePresets();
  const image = imageOf(role, presets, common.leader);
  /** In one line, as large as its letters fit. */
  const word = (text: string) => (
    <span className={styles.face}>
      <span style={{ fontSize: `min(80cqh, ${120 / text.length}cqw)`, lineHeight: 1 }}>{text}</span>
    </span>
  );
  const lines = (text: string) => (
    <span className={styles.face}>
      <span className={styles.lines}>{text}</span>
    </span>
  );
  if (image) {
    return (
      <span className={styles.face}>
        <img className={styles.picture} src={`data:image/png;base64,${image.pngBase64}`} alt="" draggable={false} />
      </span>
    );
  }
  switch (role) {
    case 'number':
      return word(number === null ? '…' : shownNumber(number));
    case 'day':
      return word(dateParts(common.date).day);
    case 'month':
      return word(dateParts(common.date).month);
    case 'strip':
      return lines(
        operation === 'appendix'
          ? common.notation || '…'
          : `${t(`records.copyStrip.${common.copyForm}`)}; ${presets?.office.agency ?? '…'}`,
      );
    case 'arrival-stamp':
      return <span className={mergeClasses(styles.face, styles.stamp)}>{word('ĐẾN')}</span>;
    case 'urgency-stamp':
      return (
        <span className={mergeClasses(styles.face, styles.stamp)}>
          {word(t(`records.urgencyStamp.${common.urgency}`))}
        </span>
      );
    case 'seal':
      return <span className={mergeClasses(styles.face, styles.stamp, styles.ring)}>{t('records.role.seal')}</span>;
    case 'signature':
    case 'initials':
      return lines(t(`records.role.${role}`));
  }
}
