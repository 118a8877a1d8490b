/** Which marks an operation puts onto a document, and what they look like. */
import { Fault } from '../../../contracts/faults/index.js';
import type { LeaderPreset, MarkRole, PresetImage } from '../../../contracts/records.js';
import type { Rect } from '../../../contracts/records-facts.js';
import { mm } from '../../appearance/units.js';
import { arrivalStamp } from '../marks/arrival-stamp.js';
import { type ImageFacts, imageFacts } from '../marks/image-facts.js';
import { imageMark } from '../marks/images.js';
import type { MarkLook, Size } from '../marks/look.js';
import { baselineOf, type LineRole, lineMark, preparedSize } from '../marks/number-date.js';
import { appendixStrips, copyStrips } from '../marks/strips.js';
import { urgencyStamp } from '../marks/urgency-stamp.js';
import { FIELD_NAMES } from '../placement/prepared-fields.js';
import type { WantedMark } from '../placement/spot.js';
import { dateOf, leaderOf, lineSizeOf, openLines, type Situation, taskOf } from './situation.js';

export interface PlannedMark extends WantedMark {
  /** As it will be drawn, the best form first; none for a field that is only prepared, or a value not known yet. */
  readonly looks: readonly MarkLook[];
  /** An empty field for a later step rather than a mark. */
  readonly prepared: boolean;
  /** Of a mark that is a picture. */
  readonly picture?: ImageFacts;
}

/** A round seal of an agency (NĐ 99/2016, TT 23/2012/TT-BCA: 36 mm), where none is set. */
const USUAL_SEAL: Size = { width: mm(36), height: mm(36) };
/** Of the office's own, until a number is known. */
const NO_NUMBER = 0;

/**
 * The marks in the order in which they are made; the seal comes last.
 * @throws Fault `records.seal-image-missing`, `records.signature-image-missing`, `records.leader-unknown`,
 *   `records.notation-missing`, `signing.image-*`
 */
export const plannedMarks = (situation: Situation): PlannedMark[] => {
  const { choice, office, facts, fonts, signed } = situation;
  switch (taskOf(situation)) {
    case 'approve':
      return [personal('signature', situation), ...(signed ? [] : preparedMarks(situation))];
    case 'initial':
      return [personal('initials', situation), ...(signed ? [] : preparedMarks(situation))];
    case 'issue':
      return issueMarks(situation);
    case 'copy':
      return [drawn('strip', copyStrips(choice.copyForm ?? 'sao-y', office.agency, office.timeFormat, fonts))];
    case 'appendix': {
      const notation = choice.notation ?? printedNotation(situation);
      if (notation === null) throw new Fault('records.notation-missing');
      return [drawn('strip', appendixStrips(notation, fonts))];
    }
    case 'incoming': {
      const [year, month, day] = (choice.date ?? situation.today).split('-');
      const stamp = {
        agency: office.agency,
        number: choice.number ?? NO_NUMBER,
        date: `${day}/${month}/${year}`,
        forwardTo: choice.forwardTo ?? null,
        file: null,
      };
      return [drawn('arrival-stamp', [arrivalStamp(stamp, fonts)])];
    }
    case 'urgency':
      return [drawn('urgency-stamp', [urgencyStamp(choice.urgency ?? facts.urgency?.level ?? 'khan')])];
  }
};

const drawn = (role: MarkRole, looks: readonly MarkLook[]): PlannedMark => ({
  role,
  looks,
  sizes: sizesOf(looks),
  prepared: false,
});

const sizesOf = (looks: readonly MarkLook[]): [Size, ...Size[]] => {
  const [first, ...rest] = looks.map(({ width, height }) => ({ width, height }));
  if (!first) throw new RangeError('a mark has a look');
  return [first, ...rest];
};

/** Số và ký hiệu of the document itself, where both stand on its first page. */
const printedNotation = ({ facts: { number } }: Situation): string | null => {
  const given = number?.gap.filled?.text?.trim();
  return given && number?.notation ? `${given}${number.notation}` : null;
};

const bytesOf = ({ pngBase64 }: PresetImage): Uint8Array => new Uint8Array(Buffer.from(pngBase64, 'base64'));

const imageOf = (role: MarkRole, image: PresetImage): PlannedMark => {
  const bytes = bytesOf(image);
  const look = imageMark(bytes, image.widthMm);
  const picture = imageFacts(bytes);
  return { ...drawn(role, [look]), ink: picture.ink, picture };
};

const personal = (role: 'signature' | 'initials', situation: Situation): PlannedMark => {
  const leader: LeaderPreset | null = leaderOf(situation);
  if (!leader) throw new Fault('records.leader-unknown');
  const image = role === 'signature' ? leader.signature : leader.initials;
  if (!image) throw new Fault('records.signature-image-missing', { name: leader.name });
  return imageOf(role, image);
};

const sealOf = ({ office }: Situation): PlannedMark => {
  if (!office.seal) throw new Fault('records.seal-image-missing');
  return imageOf('seal', office.seal);
};

const issueMarks = (situation: Situation): PlannedMark[] => {
  const { choice, fonts } = situation;
  const { day, month } = dateOf(situation);
  const values = { number: choice.number ?? null, day, month };
  const line = (role: LineRole): PlannedMark => lineOf(role, values[role], lineSizeOf(role, situation), fonts);
  return [...openLines(situation).map(line), sealOf(situation)];
};

const lineOf = (role: LineRole, value: number | null, sizePt: number, fonts: Situation['fonts']): PlannedMark => {
  const looks = value === null ? [] : [lineMark(role, value, sizePt, fonts)];
  const sizes = value === null ? ([preparedSize(role, sizePt, fonts)] as const) : sizesOf(looks);
  return { role, looks, sizes: [...sizes], baseline: baselineOf(role, sizePt, fonts), prepared: false };
};

/**
 * Empty fields for number, day, month and seal, where the office works that way. None where the document has fields of
 * these names: they are used later, or, where they cannot be, the marks become signature appearances of their own.
 */
const preparedMarks = (situation: Situation): PlannedMark[] => {
  const { office, fonts, facts, fieldNames } = situation;
  if (office.marks !== 'prepared-fields' || !facts.number || !facts.date || !facts.block) return [];
  if (Object.values(FIELD_NAMES).some((name) => fieldNames.has(name))) return [];
  const seal = office.seal && imageOf('seal', office.seal);
  const field = (role: MarkRole, size: Size, rest: { baseline?: number; ink?: Rect | null } = {}): PlannedMark => ({
    role,
    looks: [],
    sizes: [size],
    prepared: true,
    ...rest,
  });
  return [
    ...openLines(situation).map((role) => {
      const sizePt = lineSizeOf(role, situation);
      return field(role, preparedSize(role, sizePt, fonts), { baseline: baselineOf(role, sizePt, fonts) });
    }),
    field('seal', seal ? seal.sizes[0] : USUAL_SEAL, { ink: seal?.ink ?? null }),
  ];
};
