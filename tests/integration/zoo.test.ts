/** Every species of the driver zoo (native/pkcs11-fault), from the list of tokens to the end of the session. */
import { createHash, verify, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import type { ModuleReport } from '../../src/contracts/token.js';
import type { HostExit, HostLauncher, HostProcess } from '../../src/main/token/host-launcher.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import type { PinSource, TypedPin } from '../../src/main/token/pin.js';
import type { Signer } from '../../src/main/token/signer.js';
import { type Deadlines, standardDeadlines } from '../../src/main/token/token-host.js';
import type { TokenService } from '../../src/main/token/token-service.js';
import { makeTestToken } from '../../tools/test-token/make.mjs';
import { type Attempt, type Species, species } from '../zoo/species.js';
import {
  buildFaultModule,
  buildHost,
  loggedCalls,
  makeIdentity,
  pinBytes,
  removeFolders,
  serviceFor,
  soPin,
  temporaryFolder,
  toSign,
} from './token-harness.js';

const rightPin = '84620975';
const wrongPin = '11223344';
const zoo = 'native/pkcs11-fault';

let host: string;
let module: string;

beforeAll(async () => {
  host = await buildHost();
  module = buildFaultModule();
});

afterAll(removeFolders);

/** Counts the hosts that it launches and keeps how they ended. */
class CountingLauncher implements HostLauncher {
  launched = 0;
  readonly exits: HostExit[] = [];

  constructor(private readonly inner: HostLauncher) {}

  launch(path: string): HostProcess {
    this.launched += 1;
    const process = this.inner.launch(path);
    process.onExit((exit) => this.exits.push(exit));
    return process;
  }
}

/** Short where nothing of the class is to succeed; a first signature needs its time on a busy machine. */
const deadlinesFor = ({ hangs, attempts }: Species): Deadlines => {
  if (hangs === undefined) return standardDeadlines;
  const signsFirst = hangs === 'sign' && attempts.some((attempt) => attempt.documents?.includes('signed'));
  return { ...standardDeadlines, [hangs]: signsFirst ? 5_000 : 1_000 };
};

interface Cage {
  readonly service: TokenService;
  readonly launcher: CountingLauncher;
  readonly log: string;
  readonly certificate: X509Certificate;
}

/** A real module for the species to wrap, instead of the tokens of its own. */
interface Wrapped {
  readonly environment: Readonly<Record<string, string>>;
  readonly certificate: X509Certificate;
}

const cage = (kept: Species, { wrapped, items = '' }: { wrapped?: Wrapped; items?: string } = {}): Cage => {
  const folder = temporaryFolder();
  const log = join(folder, 'calls');
  const environment = {
    ...process.env,
    PKCS11_FAULT_SCRIPT: `species=${kept.name},log=${log}${items}`,
    PKCS11_FAULT_STATE: join(folder, 'state'),
    PKCS11_FAULT_PIN: rightPin,
    ...wrapped?.environment,
  };
  const launcher = new CountingLauncher(new NodeHostLauncher(host, environment));
  const certificate = wrapped?.certificate ?? certificateOf(kept);
  return { service: serviceFor(launcher, deadlinesFor(kept)), launcher, log, certificate };
};

const certificateOf = ({ certificate = 'plain' }: Species): X509Certificate =>
  new X509Certificate(readFileSync(join(dirname(module), 'tokens', certificate, 'certificate.der')));

const fingerprint = ({ raw }: X509Certificate): string => createHash('sha256').update(raw).digest('hex');

/** The fault's code; anything else thrown is a defect and told as it is. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Fault)) return String(error);
  expect(error.value.vi).not.toMatch(/\{\w+\}/);
  return error.code;
};

const typedPin = (pin: Attempt['pin']): PinSource => {
  switch (pin) {
    case 'wrong':
      return pinBytes(wrongPin);
    case 'pad':
      return pinBytes('');
    case 'right':
    case undefined:
      return pinBytes(rightPin);
  }
};

/** Whether the certificate's key made the signature over the message, by Node's OpenSSL. */
const isSignatureOf = (certificate: X509Certificate, { mechanism }: Signer, message: string, value: Uint8Array) =>
  verify(
    'sha256',
    Buffer.from(message),
    { key: certificate.publicKey, ...(mechanism === 'rsa-pss' && { padding: 6, saltLength: 32 }) },
    value,
  );

const logins = (log: string): { all: number; user: number } => {
  const calls = loggedCalls(log);
  const all = calls.filter((name) => name === 'C_Login').length;
  return { all, user: all - calls.filter((name) => name === 'C_Login for a signature').length };
};

/** What one typed PIN came to, in the words of the table. */
const live = async (attempt: Attempt, { service, log, certificate }: Cage): Promise<Attempt> => {
  const before = logins(log);
  let contextPins = 0;
  const contextPin = async (): Promise<TypedPin> => {
    contextPins += 1;
    return { pin: pinBytes(rightPin), acknowledgedFinalTry: false, dispose: () => undefined };
  };
  const { pin, deliberate } = attempt;
  const ends: Pick<Attempt, 'refused' | 'documents' | 'confirmed'> = await service
    .openSigner({
      fingerprint: fingerprint(certificate),
      modules: [module],
      pin: typedPin(pin),
      acknowledgeFinalTry: deliberate ?? false,
      contextPin,
    })
    .then(
      (signer) => use(signer, certificate, attempt.documents ?? ['signed']),
      (error: unknown) => ({ refused: codeOf(error) as never }),
    );
  const { all, user } = logins(log);
  expect(all - before.all, 'C_Login calls, of PINs typed').toBeLessThanOrEqual(1 + contextPins);
  return {
    ...(pin && { pin }),
    ...(deliberate && { deliberate }),
    ...ends,
    logins: (user - before.user) as never,
    ...(contextPins > 0 && { contextPins }),
  };
};

const use = async (signer: Signer, certificate: X509Certificate, wanted: readonly string[]) => {
  const documents: string[] = [];
  for (const index of wanted.keys()) {
    const message = `document ${index}`;
    documents.push(
      await signer
        .sign(toSign(message), 'sha256')
        .then((value) => (isSignatureOf(certificate, signer, message, value) ? 'signed' : 'WRONG'), codeOf),
    );
  }
  const confirmed = documents.every((end) => end === 'signed') ? await signer.confirm().then(() => null, codeOf) : null;
  await signer.close();
  await signer.close();
  return { documents: documents as never, ...(confirmed !== null && { confirmed: confirmed as never }) };
};

const isAlive = (pid: number): boolean => {
  try {
    // A process that ended but was not yet waited for does not count.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

const pidsIn = (log: string): number[] =>
  existsSync(log) ? [...new Set(readFileSync(log, 'utf8').trimEnd().split('\n').map(Number.parseFloat))] : [];

const listedBy = (kept: Species, [report]: readonly ModuleReport[]): Species['listed'] => {
  const { listed } = kept;
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

describe('the table', () => {
  const header = readFileSync(join(zoo, 'species.h'), 'utf8');
  const names = [...header.matchAll(/^ {2}X\("([^"]+)"/gm)].map(([, name]) => name ?? '');

  it('has every species of the module', () => {
    expect(species.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(new Set(names).size).toBe(names.length);
  });

  it('of the README is that of the module', () => {
    const readme = readFileSync(join(zoo, 'README.md'), 'utf8').split('\n## Species\n')[1] ?? '';
    expect([...readme.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name)).toEqual(names);
  });
});

/** The whole life of a species, and that nothing of it stays. */
const watch = async (kept: Species, listed: Species['listed'], caged: Cage): Promise<void> => {
  expect(listedBy(kept, await caged.service.list([module]))).toEqual(listed);
  expect(logins(caged.log).all).toBe(0);

  const lived: Attempt[] = [];
  for (const attempt of kept.attempts) lived.push(await live(attempt, caged));
  expect(lived).toEqual(kept.attempts);
  expectNothingLeft(caged);
};

const expectNothingLeft = ({ launcher: { exits, launched }, log }: Cage): void => {
  expect(exits).toHaveLength(launched);
  expect(pidsIn(log).filter(isAlive)).toEqual([]);
  for (const { output } of exits) expect(output).not.toContain(rightPin);
};

describe.each(species)('$name', (kept) => {
  it('ends in its state: no hang, no second try with a PIN, no process left', async () => {
    await watch(kept, kept.listed, cage(kept));
  });
});

const named = (name: string): Species => {
  const found = species.find((each) => each.name === name);
  if (!found) throw new TypeError(`no species ${name}`);
  return found;
};

describe('the zoo over SoftHSM2', () => {
  let wrapped: Wrapped;

  beforeAll(async () => {
    const folder = temporaryFolder();
    const identity = makeIdentity(folder, 'Văn thư', 'rsa-2048', makeIdentity(folder, 'CA THỬ NGHIỆM', 'rsa-2048'));
    const token = await makeTestToken({ folder, label: 'VGCA Token', pin: rightPin, soPin, identities: [identity] });
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
    await watch(kept, { ...kept.listed, unknown: ['not-initialised'] }, cage(kept, { wrapped }));
  });
});

describe('a token that is pulled out and plugged in', () => {
  const honest = named('honest');
  const open = async ({ service, certificate }: Cage): Promise<Signer> =>
    service.openSigner({ fingerprint: fingerprint(certificate), modules: [module], pin: typedPin('right') });
  const sign = (signer: Signer): Promise<string> => signer.sign(toSign('a'), 'sha256').then(() => 'signed', codeOf);

  it('is removed while it is out, and needs its PIN anew when it is back', async () => {
    const socket = join(temporaryFolder(), 'plugged');
    const caged = cage(honest, { items: `,plugged=${socket}` });
    expect((await caged.service.list([module]))[0]?.tokens).toEqual([]);
    writeFileSync(socket, '');
    const signer = await open(caged);
    const ends = [await sign(signer)];
    rmSync(socket);
    ends.push(await sign(signer));
    writeFileSync(socket, '');
    ends.push(await sign(signer));
    expect(ends).toEqual(['signed', 'token.removed', 'token.session-over']);
    await signer.close();
    const again = await open(caged);
    expect(await sign(again)).toBe('signed');
    await again.close();
    expectNothingLeft(caged);
  });

  it('needs its PIN anew also when nobody saw it go', async () => {
    const [socket, next] = [join(temporaryFolder(), 'plugged'), join(temporaryFolder(), 'next')];
    writeFileSync(socket, '');
    const caged = cage(honest, { items: `,plugged=${socket}` });
    const signer = await open(caged);
    const ends = [await sign(signer)];
    writeFileSync(next, '');
    renameSync(next, socket);
    ends.push(await sign(signer));
    expect(ends).toEqual(['signed', 'token.session-over']);
    await signer.close();
    expectNothingLeft(caged);
  });
});
