/** Certificate policies, beside `openssl verify -policy_check`: cases after NIST PKITS 4.8–4.12, and random chains. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextTag, der } from '../../src/main/pki/asn1.js';
import type { Certificate } from '../../src/main/pki/certificate.js';
import { oids } from '../../src/main/pki/oids.js';
import { buildAndValidatePath } from '../../src/main/pki/path.js';
import {
  caWith,
  type Entity,
  entity,
  extension,
  forIssuing,
  forSigning,
  type KeyPair,
  keyIdentifiers,
  named,
  newKey,
  pem,
} from './certificate-maker.js';

let folder: string;
let root: Entity;
let keys: KeyPair[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-policies-'));
  const key = newKey();
  root = entity('Goc THU NGHIEM', null, { key, extensions: [caWith(), forIssuing, ...keyIdentifiers(key, key)] });
  keys = Array.from({ length: 6 }, newKey);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [one, two, three, four] = ['1.3.6.1.4.1.1.1', '1.3.6.1.4.1.1.2', '1.3.6.1.4.1.1.3', '1.3.6.1.4.1.1.4'] as const;
const any = oids.anyPolicy;

interface Rules {
  readonly policies?: readonly string[];
  readonly map?: readonly (readonly [issuer: string, subject: string])[];
  readonly explicit?: number;
  readonly noMapping?: number;
  readonly noAny?: number;
  /** Issued under the name of its issuer. */
  readonly selfIssued?: boolean;
}

const extensionsOf = ({ policies, map, explicit, noMapping, noAny }: Rules): Uint8Array[] => {
  const skip = (tag: number, count: number | undefined): Uint8Array[] =>
    count === undefined ? [] : [der.tlv(contextTag(tag, false), Uint8Array.of(count))];
  const constraints = [...skip(0, explicit), ...skip(1, noMapping)];
  const pairs = (map ?? []).map(([from, to]) => der.sequence(der.oid(from), der.oid(to)));
  return [
    ...(policies
      ? [
          extension(
            oids.certificatePolicies,
            der.sequence(...policies.map((policy) => der.sequence(der.oid(policy)))),
            true,
          ),
        ]
      : []),
    ...(pairs.length > 0 ? [extension(oids.policyMappings, der.sequence(...pairs), true)] : []),
    ...(constraints.length > 0 ? [extension(oids.policyConstraints, der.sequence(...constraints), true)] : []),
    ...(noAny === undefined ? [] : [extension(oids.inhibitAnyPolicy, der.integer(noAny), true)]),
  ];
};

/** From the one under the root down to the signer. */
const chainOf = (rules: readonly Rules[]): Certificate[] => {
  let issuer: Entity = root;
  return rules.map((rule, index) => {
    const last = index === rules.length - 1;
    const key = keys[index];
    if (key === undefined) throw new Error('keys');
    const made: Entity = entity('', issuer, {
      key,
      subject: rule.selfIssued ? issuer.name : named(`${last ? 'Nguoi ky' : 'CA'} ${index}`),
      extensions: [
        ...(last ? [forSigning] : [caWith(), forIssuing]),
        ...keyIdentifiers(key, issuer),
        ...extensionsOf(rule),
      ],
    });
    issuer = made;
    return made.certificate;
  });
};

const ours = (chain: readonly Certificate[]): boolean => {
  const [leaf, ...pool] = [...chain].reverse();
  if (leaf === undefined) throw new Error('leaf');
  const trust = {
    anchors: [{ certificate: root.certificate, scheme: 'user-added' as const }],
    intermediates: [],
    pinned: new Set<string>(),
  };
  const { problems, anchor } = buildAndValidatePath(leaf, { pool, trust, at: new Date(), crls: [] });
  expect(anchor).not.toBeNull();
  expect(problems.every(({ code }) => code === 'policy')).toBe(true);
  return problems.length === 0;
};

const openssl = (chain: readonly Certificate[]): boolean => {
  const [leaf, ...pool] = [...chain].reverse();
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('root.pem'), pem(root.certificate.der));
  writeFileSync(at('pool.pem'), pool.map((certificate) => pem(certificate.der)).join('') || '\n');
  writeFileSync(at('leaf.pem'), pem(leaf?.der ?? new Uint8Array()));
  const untrusted = pool.length > 0 ? ['-untrusted', at('pool.pem')] : [];
  const words = ['verify', '-policy_check', '-policy', any, '-CAfile', at('root.pem'), ...untrusted, at('leaf.pem')];
  return spawnSync('openssl', words, { encoding: 'utf8' }).status === 0;
};

type Case = [name: string, right: boolean, ...rules: Rules[]];
const required: Rules = { policies: [one], explicit: 0 };

const cases: readonly Case[] = [
  // 4.8
  ['nobody asks for a policy, and none is stated', true, {}, {}],
  ['the same policy all the way', true, required, { policies: [one] }],
  ['none in the signer’s certificate where one is required', false, required, {}],
  ['another one in the signer’s certificate', false, required, { policies: [two] }],
  ['another one half-way', false, required, { policies: [two] }, { policies: [one] }],
  ['any-policy half-way carries it on', true, required, { policies: [any] }, { policies: [one] }],
  ['any-policy at the end', true, required, { policies: [any] }],
  ['any-policy at the start', true, { policies: [any], explicit: 0 }, { policies: [three] }],
  ['one of several', true, { policies: [one, two], explicit: 0 }, { policies: [two, three] }],
  [
    'none that all have in common',
    false,
    { policies: [one, two], explicit: 0 },
    { policies: [two] },
    { policies: [one] },
  ],
  // 4.9
  ['required only ten certificates further on', true, { policies: [one], explicit: 10 }, {}, {}],
  ['required from the next but one', false, { policies: [one], explicit: 2 }, {}, {}],
  ['required of the signer by his own certificate', false, {}, { explicit: 0 }],
  ['a later, milder word does not lift it', false, { policies: [one], explicit: 0 }, { explicit: 5 }, {}],
  ['self-issued certificates do not count', true, { policies: [one], explicit: 2 }, { selfIssued: true }, {}],
  ['and the others still do', false, { policies: [one], explicit: 2 }, { selfIssued: true }, {}, {}],
  // 4.10
  ['mapped to the signer’s', true, { ...required, map: [[one, two]] }, { policies: [two] }],
  ['mapped, but the signer keeps the old name', false, { ...required, map: [[one, two]] }, { policies: [one] }],
  [
    'mapped twice in a row',
    true,
    { ...required, map: [[one, two]] },
    { policies: [two], map: [[two, three]] },
    { policies: [three] },
  ],
  [
    'mapped to two',
    true,
    {
      ...required,
      map: [
        [one, two],
        [one, three],
      ],
    },
    { policies: [three] },
  ],
  [
    'two mapped to one',
    true,
    {
      policies: [one, two],
      explicit: 0,
      map: [
        [one, three],
        [two, three],
      ],
    },
    { policies: [three] },
  ],
  ['mapping of a policy that is not stated', false, { ...required, map: [[two, three]] }, { policies: [three] }],
  ['mapping under any-policy', true, { policies: [any], explicit: 0, map: [[one, two]] }, { policies: [two] }],
  ['mapping from any-policy', false, { policies: [any], map: [[any, two]] }, { policies: [two] }],
  ['mapping to any-policy', false, { policies: [one], map: [[one, any]] }, { policies: [one] }],
  // 4.11
  [
    'mapping inhibited at once',
    false,
    { ...required, noMapping: 0 },
    { policies: [one], map: [[one, two]] },
    { policies: [two] },
  ],
  [
    'inhibited one later',
    true,
    { ...required, noMapping: 1 },
    { policies: [one], map: [[one, two]] },
    { policies: [two] },
  ],
  [
    'inhibited, and the second of two mappings',
    false,
    { ...required, noMapping: 1 },
    { policies: [one], map: [[one, two]] },
    { policies: [two], map: [[two, three]] },
    { policies: [three] },
  ],
  [
    'inhibited, the policy not mapped lives on',
    true,
    { policies: [one, four], explicit: 0, noMapping: 0 },
    { policies: [one, four], map: [[one, two]] },
    { policies: [four] },
  ],
  [
    'a self-issued certificate does not use it up',
    true,
    { ...required, noMapping: 1 },
    { policies: [one], selfIssued: true },
    { policies: [one], map: [[one, two]] },
    { policies: [two] },
  ],
  // 4.12
  ['any-policy inhibited', false, { ...required, noAny: 0 }, { policies: [any] }],
  ['any-policy inhibited, a named one is not', true, { ...required, noAny: 0 }, { policies: [one] }],
  ['any-policy inhibited one later', true, { ...required, noAny: 1 }, { policies: [any] }, { policies: [one] }],
  ['and then it is', false, { ...required, noAny: 1 }, { policies: [one] }, { policies: [any] }],
  [
    'any-policy in a self-issued certificate half-way',
    true,
    { ...required, noAny: 0 },
    { policies: [any], selfIssued: true },
    { policies: [one] },
  ],
  [
    'any-policy in a self-issued certificate at the end',
    false,
    { ...required, noAny: 0 },
    { policies: [any], selfIssued: true },
  ],
];

describe('policies of a path', () => {
  it.each(cases)('%s: %s', (_name, right, ...rules) => {
    const chain = chainOf(rules);
    expect([ours(chain), openssl(chain)]).toEqual([right, right]);
  });

  it('agree with openssl on 250 random chains', () => {
    let seed = 20_260_101;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * below);
    };
    const oneOf = [one, two, three, any] as const;
    const pick = (): string => oneOf[random(3)] ?? one;
    const some = (): string[] => oneOf.filter(() => random(2) === 0);
    // Mapped is only what the certificate states by name, as 4.2.1.5 asks: openssl 3.0 lets a mapping stand on an
    // any-policy that is inhibited, which 6.1.3 (d) does not.
    const rulesAt = (last: boolean): Rules => {
      const policies = some();
      const stated = policies.filter((policy) => policy !== any);
      const map = last || random(2) > 0 ? [] : stated.map((policy) => [policy, pick()] as const);
      return {
        ...(policies.length > 0 ? { policies } : {}),
        map,
        ...(random(3) === 0 ? { explicit: random(3) } : {}),
        ...(random(4) === 0 ? { noMapping: random(2) } : {}),
        ...(random(4) === 0 ? { noAny: random(2) } : {}),
        selfIssued: !last && random(5) === 0,
      };
    };
    const counts = { right: 0, wrong: 0 };
    for (let round = 0; round < 250; round += 1) {
      const length = 2 + random(4);
      const rules = Array.from({ length }, (_, index) => rulesAt(index === length - 1));
      const chain = chainOf(rules);
      const found = ours(chain);
      counts[found ? 'right' : 'wrong'] += 1;
      expect([found, JSON.stringify(rules)]).toEqual([openssl(chain), JSON.stringify(rules)]);
    }
    expect(Math.min(counts.right, counts.wrong)).toBeGreaterThan(50);
  });

  it('take no time for mappings that multiply (RFC 9618)', () => {
    const many = Array.from({ length: 60 }, (_, index) => `1.3.6.1.4.1.9.${index}`);
    const all = many.flatMap((from) => many.slice(0, 20).map((to) => [from, to] as const));
    const ca: Rules = { policies: many, map: all };
    const chain = chainOf([{ ...ca, explicit: 0 }, ca, ca, ca, { policies: many.slice(0, 1) }]);
    expect(ours(chain)).toBe(true);
  });
});
