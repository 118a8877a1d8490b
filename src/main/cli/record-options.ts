/** The options by which a command line says what công tác văn thư does with its files. */
import { resolve } from 'node:path';
import type { Placement } from '../../contracts/jobs.js';
import {
  copyFormSchema,
  type MarkRole,
  type Operation,
  operationSchema,
  type Presets,
  type RecordChoice,
} from '../../contracts/records.js';
import { documentKindSchema, urgencySchema } from '../../contracts/records-facts.js';
import { applicationFolders } from '../jobs/files/application-folders.js';
import { importPresets, PresetsFile } from '../jobs/presets-file.js';
import { oneOf, usage } from './arguments.js';
import { dataFolder } from './data-folder.js';

export const recordOptions = {
  operation: { type: 'string' },
  presets: { type: 'string' },
  kind: { type: 'string' },
  number: { type: 'string' },
  date: { type: 'string' },
  notation: { type: 'string' },
  leader: { type: 'string' },
  'copy-form': { type: 'string' },
  urgency: { type: 'string' },
  'forward-to': { type: 'string' },
  crl: { type: 'string', multiple: true },
} as const;

type TextOption = Exclude<keyof typeof recordOptions, 'crl'>;

export type RecordValues = Readonly<Partial<Record<TextOption, string | undefined>>> & {
  readonly crl?: readonly string[] | undefined;
  readonly data?: string | undefined;
};

export interface RecordIntent {
  readonly operation: Operation;
  /** Of the file with this index, from 0: numbers go on from the first. */
  readonly choiceOf: (index: number) => RecordChoice;
}

/** The mark that `--page --rect` place; null where an operation makes several. */
const placedRole = (operation: Operation): MarkRole | null => {
  switch (operation) {
    case 'approve':
      return 'signature';
    case 'initial':
      return 'initials';
    case 'copy':
    case 'appendix':
      return 'strip';
    case 'incoming':
      return 'arrival-stamp';
    case 'urgency':
      return 'urgency-stamp';
    case 'issue':
      return null;
  }
};

const readPlaces = (operation: Operation, placement: Placement): RecordChoice['places'] => {
  switch (placement.kind) {
    case 'automatic':
      return undefined;
    case 'invisible':
      throw usage('--invisible không đi cùng --operation');
    case 'rect': {
      const role = placedRole(operation);
      if (role === null) throw usage('--rect không đi cùng --operation issue');
      return [{ role, page: placement.page, rect: placement.rect }];
    }
  }
};

const readNumber = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw usage('--number phải là số nguyên từ 1');
  return number;
};

const readDate = (value: string): string => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value)))
    throw usage('--date phải có dạng năm-tháng-ngày');
  return value;
};

/** null: a plain signature. @param placement as `--page --rect` say it. Fault app.usage. */
export const readRecord = (values: RecordValues, placement: Placement): RecordIntent | null => {
  const operation = oneOf(values.operation ?? 'sign', ['sign', ...operationSchema.options], '--operation');
  if (operation === 'sign') {
    const given = (option: string): boolean => option in values && values[option as keyof RecordValues] !== undefined;
    const extra = Object.keys(recordOptions).find((option) => option !== 'operation' && given(option));
    if (extra !== undefined) throw usage(`--${extra} cần đi cùng --operation`);
    return null;
  }
  const kinds = documentKindSchema.exclude(['unknown']);
  const places = readPlaces(operation, placement);
  const number = values.number === undefined ? undefined : readNumber(values.number);
  const choice: RecordChoice = {
    ...(values.kind !== undefined && { kind: oneOf(values.kind, kinds.options, '--kind') }),
    ...(values.date !== undefined && { date: readDate(values.date) }),
    ...(values.notation !== undefined && { notation: values.notation }),
    ...(values.leader !== undefined && { leader: values.leader }),
    ...(values['copy-form'] !== undefined && {
      copyForm: oneOf(values['copy-form'], copyFormSchema.options, '--copy-form'),
    }),
    ...(values.urgency !== undefined && { urgency: oneOf(values.urgency, urgencySchema.options, '--urgency') }),
    ...(places && { places }),
    ...(values['forward-to'] !== undefined && { forwardTo: values['forward-to'] }),
  };
  return {
    operation,
    choiceOf: (index) => ({ ...choice, ...(number !== undefined && { number: number + index }) }),
  };
};

/** The office's presets: of `--presets`, else of the data folder. Faults file.missing, file.unreadable, presets.not-presets. */
export const readPresets = async ({ presets, data }: RecordValues): Promise<Presets> => {
  if (presets !== undefined) return importPresets(resolve(presets));
  const folders = applicationFolders(dataFolder(data));
  return (await PresetsFile.open(folders.presets, new Date())).value;
};
