/** One server asked once: how long it took, or why nothing usable came. */
import type { Fact, FactName } from '../../../contracts/doctor.js';
import { Fault, faultValue } from '../../../contracts/faults/index.js';
import { NoAnswer } from '../network/bounded-fetch.js';
import { causeOf, type NetworkCause } from '../network/network-notes.js';
import { type Finding, fact } from './outcome.js';

export interface Probe {
  readonly kind: FactName;
  readonly url: string;
  /** Milliseconds. */
  readonly ms: number;
  /** Null where it answered as it should. */
  readonly failure: NoAnswer | Fault | null;
}

const isFailure = (thrown: unknown): thrown is NoAnswer | Fault =>
  thrown instanceof NoAnswer || (thrown instanceof Fault && thrown.code !== 'app.cancelled');

/** Asks, and takes an answer that cannot be had or read as what was to be found out. */
export const probe = async (
  kind: FactName,
  url: string,
  ask: () => Promise<unknown>,
  clock: () => number,
): Promise<Probe> => {
  const begun = clock();
  const done = (failure: Probe['failure']): Probe => ({ kind, url, ms: Math.round(clock() - begun), failure });
  try {
    await ask();
    return done(null);
  } catch (thrown) {
    if (isFailure(thrown)) return done(thrown);
    throw thrown;
  }
};

export const hostOf = (url: string): string => {
  try {
    return new URL(url).host || url;
  } catch {
    return url;
  }
};

const detailOf = (failure: NoAnswer | Fault): string =>
  failure instanceof NoAnswer ? failure.detail : failure.value.code;

export const factOf = ({ kind, url, ms, failure }: Probe): Fact =>
  fact(kind, url, `${ms} ms`, failure === null ? 'OK' : detailOf(failure));

const sentenceCodes: Readonly<Record<NetworkCause, Parameters<typeof faultValue>[0]>> = {
  'not-listed': 'doctor.server-not-allowed',
  port: 'doctor.server-not-allowed',
  'inner-address': 'doctor.server-not-allowed',
  'bad-address': 'doctor.server-not-allowed',
  'not-found': 'doctor.server-not-found',
  unreachable: 'doctor.server-unreachable',
  late: 'doctor.server-late',
  unusable: 'doctor.server-unusable',
};

/** What is said of a server that did not answer as it should. */
export const findingOf = ({ url, failure }: Probe): Finding | null => {
  if (failure === null) return null;
  const cause = failure instanceof Fault ? 'unusable' : causeOf({ url, reason: failure });
  const code = sentenceCodes[cause];
  return {
    state: 'bad',
    sentence: faultValue(code, { host: hostOf(url), detail: detailOf(failure) }),
    next: faultValue(code === 'doctor.server-not-allowed' ? 'doctor.do-allow-host' : 'doctor.do-check-network'),
  };
};

/** Each server once, by the gravest that happened with it. */
export const findingsOf = (probes: readonly Probe[]): Finding[] => {
  const all = probes.flatMap((one) => findingOf(one) ?? []);
  return [...new Map(all.map((finding) => [finding.sentence.vi, finding])).values()];
};
