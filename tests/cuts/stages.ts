/** What a batch goes through, one command after the other. */
import type { JobAtMoment } from './moment.js';
import { type DocumentRole, type Outcome, type Place, roleOf } from './place.js';

export interface RunOrder {
  readonly cut: string | null;
  /** Whether the person says that the PIN is right although nobody knows how many tries are left. */
  readonly assured: boolean;
}

export interface Stage {
  readonly name: string;
  /** Of all cuts of a chain: how many while documents are left, and how many when none is. */
  readonly share: number;
  readonly idle: number;
  /** Documents that it has still to bring on. */
  left(jobs: readonly JobAtMoment[], documents: number): number;
  run(place: Place, how: RunOrder, jobs: readonly JobAtMoment[]): Promise<Outcome>;
  /** Before the first run. */
  ready?(place: Place): Promise<void>;
}

/** Stages in their order, and how the batch ends besides. */
export interface Batch {
  readonly stages: readonly Stage[];
  readonly rejected: number;
  /** Documents of our own. */
  readonly own: number;
}

export interface Mixture {
  readonly documents: number;
  /** URL, and the certificate it leads to (path). */
  readonly tsa: string;
  readonly trust: string;
  /** Brings `own` documents of văn thư into the queue. */
  enter(place: Place): Promise<void>;
  readonly own: number;
}

const isOfServer = ({ server_id }: JobAtMoment): boolean => server_id !== null;

const inStates = (jobs: readonly JobAtMoment[], states: readonly string[]): number =>
  jobs.filter(({ state }) => states.includes(state)).length;

const at = ({ cut }: RunOrder) => (cut === null ? {} : { cut });

const assurance = ({ assured }: RunOrder): string[] => (assured ? ['--accept-final-try'] : []);

const taken = ['received', 'checked'];
export const unsigned = ['ready', 'preparing', 'signing', 'timestamping', 'awaiting-timestamp', 'signed'];
export const unsent = ['proved', 'uploading'];

const receive: Stage = {
  name: 'receive',
  share: 0.28,
  idle: 0.04,
  // All come first, and are looked at then.
  left: (jobs, documents) => documents - jobs.length + inStates(jobs, taken) / 2,
  run: (place, how) => place.run('receive', at(how)),
};

const sign: Stage = {
  name: 'sign',
  share: 0.34,
  idle: 0.04,
  left: (jobs) => inStates(jobs, unsigned),
  run: (place, how) => place.run('sign', at(how), assurance(how)),
};

const send: Stage = {
  name: 'send',
  share: 0.2,
  idle: 0.04,
  left: (jobs) => inStates(jobs.filter(isOfServer), unsent),
  run: (place, how) => place.run('send', at(how)),
};

const confirm: Stage = {
  name: 'confirm',
  share: 0.03,
  idle: 0.03,
  left: (jobs) => inStates(jobs, ['delivered']),
  run: (place, how) => place.run('send', at(how)),
  ready: (place) => place.verified(),
};

/** From the server and back to it. */
export const plainBatch: Batch = { stages: [receive, sign, send, confirm], rejected: 0, own: 0 };

/** Documents that wait for a person's decision; the command knows them by their ids. */
const decide = (name: 'approve' | 'reject', role: DocumentRole, more: readonly string[]): Stage => {
  const open = (jobs: readonly JobAtMoment[]): JobAtMoment[] =>
    jobs.filter((job) => job.state === 'waiting-for-approval' && job.file_name.endsWith(`-${role}.pdf`));
  return {
    name,
    share: 0.03,
    idle: 0,
    left: (jobs) => open(jobs).length,
    run: (place, how, jobs) => {
      const ids = open(jobs).map(({ id }) => id);
      const words = ids.length === 0 ? ['list'] : [name, ...ids, ...more];
      return place.command(['queue', ...words], '', at(how));
    },
  };
};

/** Besides: signatures with a timestamp, documents with several, rejections, uploads in pieces. */
export const mixedBatch = ({ documents, tsa, trust, enter, own }: Mixture): Batch => ({
  own,
  rejected: Array.from({ length: documents }, (_, index) => roleOf(index)).filter((role) => role === 'rejected').length,
  stages: [
    receive,
    { ...sign, ready: enter, share: 0.3 },
    decide('reject', 'rejected', ['--reason', 'Văn bản chưa đủ căn cứ']),
    decide('approve', 'approved', []),
    {
      ...sign,
      name: 'stamp',
      share: 0.14,
      run: (place, how) => place.run('sign', at(how), ['--tsa', tsa, '--trust', trust, ...assurance(how)]),
    },
    send,
    confirm,
  ],
});
