/**
 * Species of the driver zoo (native/pkcs11-fault), from the list of tokens to the end of the session: a third of them by
 * SEED, or with ZOO=all (`npm run zoo`) every one.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModuleReport } from '../../src/contracts/token.js';
import type { Signer } from '../../src/main/token/signer.js';
import { type Deadlines, standardDeadlines } from '../../src/main/token/token-host.js';
import { makeTestToken } from '../../tools/test-token/make.mjs';
import {
  buildZoo,
  type Cage,
  type CageOptions,
  certificateOf,
  codeOf,
  expectNothingLeft,
  live,
  type Outcome,
  openCage,
  openSigner,
  type Zoo,
} from '../zoo/cage.js';
import { rightPin } from '../zoo/pins.js';
import { sampleOf } from '../zoo/sample.js';
import { type Attempt, type Species, species } from '../zoo/species.js';
import { loggedCalls, makeIdentity, removeFolders, soPin, temporaryFolder, toSign } from './token-harness.js';

const folder = 'native/pkcs11-fault';

let zoo: Zoo;

beforeAll(async () => {
  zoo = await buildZoo();
});

afterAll(removeFolders);

/** Short where nothing of the class is to succeed; a first signature needs its time on a busy machine. */
const deadlinesFor = ({ hangs, attempts }: Species): Deadlines => {
  if (hangs === undefined) return standardDeadlines;
  const signsFirst = hangs === 'sign' && attempts.some((attempt) => attempt.documents?.includes('signed'));
  return { ...standardDeadlines, [hangs]: signsFirst ? 5_000 : 1_000 };
};

const cageFor = (kept: Species, more: Partial<CageOptions> = {}): Cage =>
  openCage(zoo, {
    script: `species=${kept.name}`,
    deadlines: deadlinesFor(kept),
    certificate: more.certificate ?? certificateOf(zoo, kept.certificate ?? 'plain'),
    ...more,
  });

const listedBy = ({ listed }: Species, [report]: readonly ModuleReport[]) => {
  const unknown = report?.unknown?.map(({ reason }) => reason) ?? [];
  const texts = [...(report?.tokens ?? []), ...(report?.unknown ?? [])];
  for (const { label } of texts) expect(label).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  for (const { error } of report?.unknown ?? []) expect(error?.code).not.toBe('app.internal');
  const pin = report?.tokens[0]?.pin.state;
  return {
    tokens: report?.tokens.length ?? -1,
    ...(unknown.length > 0 && { unknown }),
    ...(report?.error && { error: report.error.code }),
    ...(listed.pin && pin && { pin }),
  };
};

/** The whole life of a species, and that nothing of it stays. */
const watch = async (kept: Species, listed: Species['listed'], cage: Cage): Promise<void> => {
  expect(listedBy(kept, await cage.service.list([cage.module]))).toEqual(listed);
  expect(loggedCalls(cage.log)).not.toContain('C_Login');
  const lived: Outcome[] = [];
  for (const attempt of kept.attempts) lived.push(await live(attempt, cage));
  expect(lived).toEqual(kept.attempts);
  expectNothingLeft(cage);
};

describe('the table', () => {
  const header = readFileSync(join(folder, 'species.h'), 'utf8');
  const names = [...header.matchAll(/^ {2}X\("([^"]+)"/gm)].map(([, name]) => name ?? '');

  it('has every species of the module', () => {
    expect(species.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(new Set(names).size).toBe(names.length);
  });

  it('of the README is that of the module', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8').split('\n## Species\n')[1] ?? '';
    expect([...readme.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name)).toEqual(names);
  });
});

const { chosen, seed } = sampleOf(species, Math.ceil(species.length / 3), () => true);
console.log(`zoo: ${chosen.length} of ${species.length} species, seed ${seed}`);

describe.each(chosen)('$name', (kept) => {
  it('ends in its state: no hang, no second try with a PIN, no process left', async () => {
    await watch(kept, kept.listed, cageFor(kept));
  });
});

const named = (name: string): Species => {
  const found = species.find((each) => each.name === name);
  if (!found) throw new TypeError(`no species ${name}`);
  return found;
};

describe('the zoo over SoftHSM2', () => {
  let wrapped: Pick<CageOptions, 'certificate' | 'environment'>;

  beforeAll(async () => {
    const place = temporaryFolder();
    const identity = makeIdentity(place, 'Văn thư', 'rsa-2048', makeIdentity(place, 'CA THỬ NGHIỆM', 'rsa-2048'));
    const token = await makeTestToken({
      folder: place,
      label: 'VGCA Token',
      pin: rightPin,
      soPin,
      identities: [identity],
    });
    wrapped = { environment: { ...token.env, PKCS11_FAULT_MODULE: token.modulePath }, certificate: identity.x509 };
  });

  it.each([
    'honest',
    'comes-back',
    'renumbered-slots',
    'three-tries',
    'only-hash-and-sign',
    'always-authenticate',
    'pin-pad',
    'certificate-changes',
    'signature-first-again',
  ])('%s ends in its state', async (name) => {
    const kept = named(name);
    // SoftHSM2 always has one more slot, with a token that waits to be initialised.
    await watch(kept, { ...kept.listed, unknown: ['not-initialised'] }, cageFor(kept, wrapped));
  });
});

describe('a token that locks after three wrong PINs and shows nothing', () => {
  const wrong: Attempt = { pin: 'wrong', logins: 1 };

  it('is not locked by three processes, one after the other', async () => {
    let cage = cageFor(named('honest'), { script: 'tries=3,tries-unseen' });
    const ends: (string | undefined)[] = [];
    for (let run = 0; run < 4; run += 1) {
      ends.push((await live(wrong, cage)).refused);
      cage = cage.restarted();
    }
    expect(ends).toEqual([
      'token.pin-wrong',
      'token.pin-wrong',
      'token.pin-perhaps-final-try',
      'token.pin-perhaps-final-try',
    ]);
    expect((await cage.service.list([cage.module]))[0]?.tokens[0]?.pin.state).toBe('perhaps-final-try');
    expect(await live({ deliberate: true, logins: 1 }, cage)).toMatchObject({ documents: ['signed', 'signed'] });
    expect((await cage.restarted().service.list([cage.module]))[0]?.tokens[0]?.pin.state).toBe('ok');
    expectNothingLeft(cage);
  });

  it('is not locked by two processes at once', async () => {
    const cage = cageFor(named('honest'), { script: 'tries=3,tries-unseen' });
    await Promise.allSettled(Array.from({ length: 6 }, () => openSigner(cage.restarted(), wrong)));
    const calls = loggedCalls(cage.log);
    expect(calls.filter((call) => call === 'PIN counted as wrong').length).toBeLessThan(3);
    expectNothingLeft(cage);
  });
});

describe('a token that is pulled out and plugged in', () => {
  const cageWith = (plugged: string): Cage => cageFor(named('honest'), { script: `plugged=${plugged}` });
  const open = (cage: Cage): Promise<Signer> => openSigner(cage, { logins: 1 });
  const sign = (signer: Signer): Promise<string> => signer.sign(toSign('a'), 'sha256').then(() => 'signed', codeOf);

  it('is removed while it is out, and needs its PIN anew when it is back', async () => {
    const plugged = join(temporaryFolder(), 'plugged');
    const cage = cageWith(plugged);
    expect((await cage.service.list([cage.module]))[0]?.tokens).toEqual([]);
    writeFileSync(plugged, '');
    const signer = await open(cage);
    const ends = [await sign(signer)];
    rmSync(plugged);
    ends.push(await sign(signer));
    writeFileSync(plugged, '');
    ends.push(await sign(signer));
    expect(ends).toEqual(['signed', 'token.removed', 'token.session-over']);
    await signer.close();
    const again = await open(cage);
    expect(await sign(again)).toBe('signed');
    await again.close();
    expectNothingLeft(cage);
  });

  it('needs its PIN anew also when nobody saw it go', async () => {
    const [plugged, next] = [join(temporaryFolder(), 'plugged'), join(temporaryFolder(), 'next')];
    writeFileSync(plugged, '');
    const cage = cageWith(plugged);
    const signer = await open(cage);
    const ends = [await sign(signer)];
    writeFileSync(next, '');
    renameSync(next, plugged);
    ends.push(await sign(signer));
    expect(ends).toEqual(['signed', 'token.session-over']);
    await signer.close();
    expectNothingLeft(cage);
  });
});
