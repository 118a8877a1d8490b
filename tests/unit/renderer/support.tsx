/** A window as the preload would set it up, with replies given by the test. jsdom lays nothing out: sizes are stated. */
import { cleanup, configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, vi } from 'vitest';
import type { FaultCode, FaultValue } from '../../../src/contracts/faults/index.js';
import type {
  Batch,
  ChannelName,
  DocumentInfo,
  EventName,
  EventPayload,
  KysoApi,
  Settings,
  TimestampSettings,
} from '../../../src/contracts/ipc.js';
import type { Job } from '../../../src/contracts/jobs.js';
import type { Presets } from '../../../src/contracts/records.js';
import type { ModuleReport, TokenCertificate } from '../../../src/contracts/token.js';
import type { FileReport, SignatureReport } from '../../../src/contracts/verification.js';
import { AppRoot } from '../../../src/renderer/ui/app-root.js';

type Handler = (request: unknown) => unknown;

export interface FakeWindow {
  /** Every request so far, in order. */
  readonly asked: readonly (readonly [ChannelName, unknown])[];
  requestsOf(channel: ChannelName): unknown[];
  answer(channel: ChannelName, handler: Handler): void;
  refuse(channel: ChannelName, vi: string, code?: FaultCode): void;
  emit<N extends EventName>(event: N, payload: EventPayload<N>): void;
}

const ok = (value: unknown) => ({ ok: true, value });

/** A fault as the main process would send it. */
export const fault = (code: FaultCode, sentence: string): FaultValue => ({ code, vi: sentence, en: `en: ${sentence}` });

export const settings = (changes: Partial<TimestampSettings> = {}): Settings => ({
  timestamp: { servers: ['http://tsa.ca.gov.vn/'], level: null, embedRevocation: false, ...changes },
  certificates: { personal: null, seal: null },
  outputFolder: 'C:\\Users\\anh\\Documents\\Văn bản đã ký',
});

export const presets = (office: Partial<Presets['office']> = {}, leaders: Presets['leaders'] = []): Presets => ({
  version: 1,
  office: {
    agency: 'Sở Nội vụ tỉnh Đồng Tháp',
    seal: null,
    marks: 'prepared-fields',
    timeFormat: 'iso',
    arrivalStamp: { scale: 1, least: 0.6, place: 'under-number' },
    series: [],
    corrections: {},
    ...office,
  },
  leaders,
});

export const setUpKyso = (): FakeWindow => {
  const asked: [ChannelName, unknown][] = [];
  const handlers = new Map<ChannelName, Handler>([
    ['tokens:list', () => ok([])],
    ['edxml:lines', () => ok([])],
    [
      'server:state',
      () =>
        ok({
          configured: true,
          url: 'https://vb.example',
          username: 'vanthu',
          signedIn: true,
          signedInAs: 'vanthu',
          lastContact: null,
          sessionKept: true,
          paused: false,
          nextTry: null,
        }),
    ],
    ['queue:list', () => ok({ jobs: [], next: null, total: 0, more: false, counts: {}, moreCounts: false })],
    ['app:info', () => ok({ version: '0.1.0', electron: '25', outputFolder: '' })],
    ['documents:remove', () => ok(undefined)],
    ['signing:current', () => ok([])],
    ['settings:get', () => ok(settings())],
    ['practice:state', () => ok({ active: false, kept: false })],
    ['presets:get', () => ok(presets())],
    ['presets:trouble', () => ok(null)],
    ['trust:get', () => ok({ forbidden: null, builtIn: [], own: [] })],
  ]);
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const kyso = {
    invoke: async (channel: ChannelName, request: unknown) => {
      asked.push([channel, request]);
      const handler = handlers.get(channel);
      if (!handler) throw new Error(`the test answers no ${channel}`);
      return handler(request);
    },
    on: (event: EventName, listener: (payload: never) => void) => {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => set.delete(listener);
    },
    addFiles: async (files: File[]) =>
      kyso.invoke(
        'documents:add',
        files.map(({ name }) => name),
      ),
  };
  vi.stubGlobal('kyso', kyso as KysoApi);
  return {
    asked,
    requestsOf: (channel) => asked.flatMap(([name, request]) => (name === channel ? [request] : [])),
    answer: (channel, handler) => void handlers.set(channel, (request) => ok(handler(request))),
    refuse: (channel, sentence, code = 'app.internal') =>
      void handlers.set(channel, () => ({ ok: false, error: fault(code, sentence) })),
    emit: (event, payload) => {
      for (const listener of listeners.get(event) ?? []) listener(payload as never);
    },
  };
};

// A busy machine is no failure.
configure({ asyncUtilTimeout: 10_000 });

class StillObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

beforeEach(() => {
  // Not the first start.
  localStorage.setItem('guide-seen', '1');
  vi.stubGlobal('ResizeObserver', StillObserver);
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  const size = (row: number, box: number) => ({
    configurable: true,
    get(this: HTMLElement) {
      return this.dataset.index === undefined ? box : row;
    },
  });
  for (const side of ['offsetHeight', 'clientHeight'])
    Object.defineProperty(HTMLElement.prototype, side, size(60, 600));
  for (const side of ['offsetWidth', 'clientWidth']) Object.defineProperty(HTMLElement.prototype, side, size(800, 800));
  // Fluent looks for what can be seen to give a dialog its focus; where nothing can, it focuses the dialog itself, before
  // tabster knows it as a modal one, and tabster then hides the open dialog from assistive technology a moment later.
  Object.defineProperty(HTMLElement.prototype, 'offsetParent', {
    configurable: true,
    get(this: HTMLElement) {
      return this.isConnected && !this.closest('[hidden]') ? this.parentElement : null;
    },
  });
  document.body.getBoundingClientRect = () => new DOMRect(0, 0, 800, 600);
  Element.prototype.scrollTo = () => undefined;
  Element.prototype.scrollIntoView = () => undefined;
});

afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.unstubAllGlobals();
});

export const show = (page: ReactNode) => render(<AppRoot>{page}</AppRoot>);

const id = (seed: number, length: number): string => seed.toString(16).padStart(length, '0');

export const documentInfo = (seed: number, changes: Partial<DocumentInfo> = {}): DocumentInfo => ({
  id: id(seed, 32),
  name: `van-ban-${seed}.pdf`,
  size: 120_000,
  sha256: id(seed, 64),
  pages: 3,
  warnings: [],
  signatures: 0,
  error: null,
  ...changes,
});

export const certificate = (seed: number, changes: Partial<TokenCertificate> = {}): TokenCertificate => ({
  fingerprint: id(seed, 64),
  der: new Uint8Array(),
  label: `cert-${seed}`,
  subject: { commonName: `Nguyễn Thị Ánh ${seed}`, organization: 'Sở Nội vụ tỉnh Đồng Tháp' },
  issuer: 'CA phục vụ các cơ quan Nhà nước G2',
  serial: '01',
  notBefore: '2020-01-01T00:00:00Z',
  notAfter: '2099-01-01T00:00:00Z',
  canSign: true,
  purpose: 'signing',
  ...changes,
});

export const moduleWith = (...certificates: TokenCertificate[]): ModuleReport => ({
  path: '/usr/lib/libbit4xpki.so',
  name: 'Bit4id',
  tokens: [
    {
      modulePath: '/usr/lib/libbit4xpki.so',
      slot: 0,
      label: 'VGCA Token',
      manufacturer: 'Bit4id',
      model: 'tokenME',
      serial: '25DD',
      pin: { state: 'ok', minLength: 4, maxLength: 16, pad: false },
      certificates,
    },
  ],
});

export const batchOf = (
  state: Batch['state'],
  steps: readonly Batch['items'][number]['step'][],
  changes: Partial<Batch> = {},
): Batch => ({
  id: id(77, 32),
  certificate: id(1, 64),
  state,
  total: steps.length,
  signed: steps.filter((step) => step === 'signed').length,
  failed: steps.filter((step) => step === 'failed').length,
  items: steps.map((step, index) => ({ id: id(index + 1, 32), name: `van-ban-${index + 1}.pdf`, step })),
  error: null,
  ...changes,
});

export const job = (seed: number, changes: Partial<Job> = {}): Job => ({
  id: `job-${seed}`,
  serverId: `server-${seed}`,
  title: `Công văn số ${seed}/CV-UBND`,
  fileName: `cv-${seed}.pdf`,
  state: 'ready',
  sha256: id(seed, 64),
  signedSha256: null,
  error: null,
  rejectionReason: null,
  dataDeletedAt: null,
  updatedAt: '2026-11-20T09:15:00+07:00',
  ...changes,
});

export const signature = (changes: Partial<SignatureReport> = {}): SignatureReport => ({
  field: 'Signature1',
  kind: 'signature',
  verdict: 'indeterminate',
  indication: 'INDETERMINATE',
  subIndication: 'TRY_LATER',
  integrity: 'intact',
  coversWholeFile: true,
  coveredBytes: 1000,
  changesAfter: 'none',
  certification: null,
  level: 'B-B',
  signer: {
    commonName: 'Trần Văn Đức',
    organization: 'UBND tỉnh',
    serial: '0A',
    issuer: 'CA G2',
    fingerprint: id(5, 64),
  },
  headline: { vi: 'Chứng thư công vụ – Ban Cơ yếu: Trần Văn Đức', en: 'Official-duty certificate: Trần Văn Đức' },
  provenTime: null,
  timestampAuthority: null,
  claimedTime: '2025-11-05T08:01:02+07:00',
  timestamp: null,
  digest: 'SHA-256',
  signatureAlgorithm: 'RSA',
  trust: { scheme: 'official-duty', anchor: 'RootCA', revocation: 'unknown' },
  reasons: [{ code: 'revocation-unknown', vi: 'Chưa có thông tin thu hồi.', en: 'No revocation information.' }],
  warnings: [],
  ...changes,
});

export const report = (verdict: FileReport['verdict'], changes: Partial<FileReport> = {}): FileReport => ({
  file: 'x.pdf',
  verdict,
  reasons: [],
  warnings: [],
  signatures: [],
  marks: [],
  summary: { vi: 'Chưa kết luận được.', en: 'No conclusion yet.' },
  revisions: [],
  ...changes,
});
