/** The time of a signature as it is shown: the wall clock of Việt Nam, whatever the clock of this computer is set to. */
import type { SignatureAppearance, SigningTimeFormat } from '../../contracts/jobs.js';

const HANOI_OFFSET = 7 * 3_600_000;

/** Wall clock of Việt Nam: `2026-11-22T10:10:10`. */
export const wallClock = (time: Date): string => new Date(time.getTime() + HANOI_OFFSET).toISOString().slice(0, 19);

/** Date, time and zone (NĐ 30/2020 PL I): each format gives texts of one length. */
export const signingTimeText = (format: SigningTimeFormat, time: Date): string => {
  const [date = '', clock = ''] = wallClock(time).split('T');
  const dayFirst = date.split('-').reverse().join('/');
  switch (format) {
    case 'iso':
      return `${date}T${clock}+07:00`;
    case 'vietnamese':
      return `${dayFirst} ${clock} +07:00`;
    case 'vietnamese-parted':
      return `${dayFirst}; ${clock} +07:00`;
  }
};

/** The same with the time in its place, wherever a drawing shows it. */
export const withSigningTime = (appearance: SignatureAppearance, time: Date): SignatureAppearance => {
  if (appearance.kind !== 'drawing') return appearance;
  const texts = appearance.drawing.texts.map(({ signingTime, ...shown }) =>
    signingTime === undefined ? shown : { ...shown, text: shown.text + signingTimeText(signingTime, time) },
  );
  return { kind: 'drawing', drawing: { ...appearance.drawing, texts } };
};
