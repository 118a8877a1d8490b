/**
 * Certificate policies of a path (RFC 5280 6.1, with the initial policy set any-policy and nothing required or inhibited
 * at the start). Nobody's policy is asked for here; what a CA constrains counts all the same.
 *
 * Kept is only the lowest level of the valid policy tree: with that initial set nothing is read from the others, and a
 * tree with its parents grows exponentially under mappings (RFC 9618 1).
 */
import { oids } from './oids.js';

export interface PolicyMapping {
  readonly issuerDomain: string;
  readonly subjectDomain: string;
}

export interface PolicyFacts {
  /** Null where the extension is absent. */
  readonly policies: readonly string[] | null;
  readonly policyMappings: readonly PolicyMapping[];
  /** Certificates that may follow before an acceptable policy is required; null where nothing is said. */
  readonly requireExplicitPolicy: number | null;
  readonly inhibitPolicyMapping: number | null;
  readonly inhibitAnyPolicy: number | null;
}

export interface PolicyStep extends PolicyFacts {
  readonly selfIssued: boolean;
}

/** Valid policies of one level, each with the policies that the next certificate may state in its place. */
type Level = ReadonlyMap<string, ReadonlySet<string>>;

const anyLevel: Level = new Map([[oids.anyPolicy, new Set([oids.anyPolicy])]]);
const noLevel: Level = new Map();

interface State {
  readonly level: Level;
  /** Certificates left before the rule bites; 0: it does. */
  readonly explicit: number;
  readonly mapping: number;
  readonly any: number;
}

/** 6.1.3 (d), (e): what of the level this certificate carries on. */
const narrowed = ({ level, any }: State, { policies, selfIssued }: PolicyStep, isLast: boolean): Level => {
  if (policies === null) return noLevel;
  const expected = new Set([...level.values()].flatMap((values) => [...values]));
  const named = policies.filter((policy) => policy !== oids.anyPolicy);
  const kept = level.has(oids.anyPolicy) ? named : named.filter((policy) => expected.has(policy));
  const passesAny = policies.includes(oids.anyPolicy) && (any > 0 || (selfIssued && !isLast));
  const next = passesAny ? [...kept, ...expected] : kept;
  return new Map(next.map((policy) => [policy, new Set([policy])]));
};

/** 6.1.4 (b): what the next certificate has to call each policy. */
const mapped = (level: Level, mappings: readonly PolicyMapping[], allowed: boolean): Level => {
  const names = new Map<string, Set<string>>();
  for (const { issuerDomain, subjectDomain } of mappings) {
    const known = names.get(issuerDomain);
    if (known === undefined) names.set(issuerDomain, new Set([subjectDomain]));
    else known.add(subjectDomain);
  }
  if (!allowed) return new Map([...level].filter(([policy]) => !names.has(policy)));
  const reached = [...names].filter(([policy]) => level.has(policy) || level.has(oids.anyPolicy));
  return new Map([...level, ...reached]);
};

const lesser = (left: number, right: number | null): number => (right === null ? left : Math.min(left, right));

/** 6.1.4 (h)–(j). */
const counted = (state: State, step: PolicyStep, level: Level): State => {
  const next = (count: number): number => (step.selfIssued ? count : Math.max(0, count - 1));
  return {
    level,
    explicit: lesser(next(state.explicit), step.requireExplicitPolicy),
    mapping: lesser(next(state.mapping), step.inhibitPolicyMapping),
    any: lesser(next(state.any), step.inhibitAnyPolicy),
  };
};

/** 6.1.4 (a): any-policy cannot be mapped. */
const mapsAny = ({ policyMappings }: PolicyStep): boolean =>
  policyMappings.some(({ issuerDomain, subjectDomain }) => [issuerDomain, subjectDomain].includes(oids.anyPolicy));

/**
 * The first certificate at which the policies of a path fail; null where they hold.
 * @param path from the one under the anchor down to the signer's, the anchor left out (6.1)
 */
export const policyFailure = <T extends PolicyStep>(path: readonly T[]): T | null => {
  const never = path.length + 1;
  let state: State = { level: anyLevel, explicit: never, mapping: never, any: never };
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    const level = narrowed(state, step, isLast);
    // 6.1.3 (f), and for the last certificate 6.1.5 (a), (b), (g).
    const required = isLast ? state.explicit <= 1 || step.requireExplicitPolicy === 0 : state.explicit === 0;
    if (level.size === 0 && required) return step;
    if (isLast) break;
    if (mapsAny(step)) return step;
    state = counted(state, step, mapped(level, step.policyMappings, state.mapping > 0));
  }
  return null;
};
