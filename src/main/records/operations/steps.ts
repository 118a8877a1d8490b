/** From a plan to what is signed: the signatures of one document, in their order. */
import { Fault } from '../../../contracts/faults/index.js';
import type { PreparedField, SigningIntent } from '../../../contracts/jobs.js';
import type { MarkPlace, MarkRole } from '../../../contracts/records.js';
import { digits, lineStyle } from '../marks/number-date.js';
import { formFor } from '../marks/strips.js';
import { FIELD_NAMES } from '../placement/prepared-fields.js';
import type { PlannedMark } from './looks.js';
import type { Planned } from './plan.js';
import { dateOf, lineSizeOf, preparedFields, type Situation, taskOf, usesPreparedFields } from './situation.js';

/** A signing intent without what the office's settings and the certificate decide. */
export type RecordStep = Omit<SigningIntent, 'level' | 'subFilter' | 'embedRevocation'>;
export type RecordSteps = readonly [RecordStep, ...RecordStep[]];

/**
 * @throws Fault the plan's refusal; `records.number-missing`, `records.kind-open`
 */
export const recordSteps = (situation: Situation, { plan, marks }: Planned): RecordSteps => {
  if (plan.refusal) throw Fault.from(plan.refusal);
  const { choice, operation, kind } = situation;
  if (operation === 'issue' && (choice.kind ?? kind.kind) === 'unknown') throw new Fault('records.kind-open');
  const task = taskOf(situation);
  if ((task === 'issue' || task === 'incoming') && choice.number === undefined) {
    throw new Fault('records.number-missing');
  }
  if (task === 'issue' && usesPreparedFields(situation)) return [fillAndSeal(situation, marks)];
  const place = (role: MarkRole): MarkPlace => {
    const found = plan.marks.find((one) => one.role === role);
    if (!found) throw new RangeError(`no place for ${role}`);
    return found;
  };
  const [first, ...rest] = marks.filter(({ prepared }) => !prepared).map((mark) => signatureOf(mark, place(mark.role)));
  if (!first) throw new RangeError('an operation makes a mark');
  const prepare = marks.filter(({ prepared }) => prepared).map(({ role }) => fieldOf(place(role), situation));
  return [{ ...first, ...(prepare.length > 0 && { prepare }) }, ...rest];
};

/** A mark as a signature appearance of its own. */
const signatureOf = ({ looks }: PlannedMark, { page, rect }: MarkPlace): RecordStep => {
  const look = formFor(looks, rect);
  return { placement: { kind: 'rect', page, rect }, ...(look && { appearance: look.appearance }) };
};

const fieldOf = ({ role, page, rect }: MarkPlace, situation: Situation): PreparedField => {
  switch (role) {
    case 'number':
    case 'day':
    case 'month':
      return { kind: 'text', name: FIELD_NAMES[role], page, rect, fontSizePt: lineSizeOf(role, situation) };
    case 'seal':
      return { kind: 'signature', name: FIELD_NAMES.seal, page, rect };
    case 'signature':
    case 'initials':
    case 'strip':
    case 'arrival-stamp':
    case 'urgency-stamp':
      throw new RangeError(`${role} is not prepared`);
  }
};

/** Number and date into their fields, sealed in the same revision by one signature that locks them (FieldMDP). */
const fillAndSeal = (situation: Situation, marks: readonly PlannedMark[]): RecordStep => {
  const fields = preparedFields(situation);
  const seal = marks.find(({ role }) => role === 'seal')?.looks[0];
  if (!fields || !seal) throw new RangeError('prepared fields and a seal');
  const values = { number: situation.choice.number ?? 0, ...dateOf(situation) };
  return {
    // The field has its own place.
    placement: { kind: 'invisible' },
    field: fields.seal.name,
    appearance: seal.appearance,
    fill: fields.lines.map(({ role, field }) => ({
      field: field.name,
      value: digits(role, values[role]),
      style: lineStyle(role),
    })),
  };
};
