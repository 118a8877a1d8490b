import { describe, expect, it } from 'vitest';
import { type JobState, jobStateSchema } from '../../../src/contracts/jobs.js';
import { type ServerDocument, serverDocumentStatusSchema } from '../../../src/contracts/provincial-api.js';
import { isOwned, nextState } from '../../../src/main/queue/transitions.js';
import { decide } from '../../../src/main/sync/decide.js';

const document: ServerDocument = {
  id: 'a',
  title: 'Tờ trình',
  fileName: 'a.pdf',
  size: 1,
  sha256: 'a'.repeat(64),
  status: 'waiting',
  updatedAt: '2026-01-01T00:00:00Z',
  version: 2,
  operation: 'sign',
  needsApproval: false,
  refusal: null,
  lease: null,
};
const known = (state: JobState, over = {}) => ({ serverId: 'a', sha256: document.sha256, state, version: 2, ...over });

describe('what is to be done about a document of the server', () => {
  it.each(jobStateSchema.options)('news never ask for a step that the table does not have (%s)', (state) => {
    for (const status of serverDocumentStatusSchema.options) {
      for (const sha256 of [document.sha256, 'b'.repeat(64)]) {
        const decision = decide({ ...document, status }, known(state, { sha256 }));
        if (decision.kind !== 'tell') continue;
        expect(isOwned(state)).toBe(false);
        const { event } = decision.news;
        if (event !== 'replaced' && event !== 'new-version') expect(nextState(state, event)).not.toBeNull();
      }
    }
  });

  it.each(jobStateSchema.options)('a recall is heard at once or waits until the job is free (%s)', (state) => {
    const { kind } = decide({ ...document, status: 'recalled' }, known(state));
    if (isOwned(state)) expect(kind).toBe('later');
    else expect(kind).toBe(nextState(state, 'recalled') === null ? 'nothing' : 'tell');
  });

  it.each(serverDocumentStatusSchema.options)('one that is not here is fetched only while it waits (%s)', (status) => {
    expect(decide({ ...document, status }, undefined).kind).toBe(status === 'waiting' ? 'fetch' : 'nothing');
  });

  it.each(['proved', 'uploading', 'failed'] as const)(
    'a verdict that is ahead of the receipt waits for it (%s)',
    (state) => {
      expect(decide({ ...document, status: 'accepted' }, known(state))).toEqual({ kind: 'later' });
      expect(decide({ ...document, status: 'refused' }, known(state))).toEqual({ kind: 'later' });
    },
  );

  it('a new title is no new document', () => {
    const news = { event: 'new-version', version: 2 };
    expect(decide(document, known('ready', { version: 1 }))).toEqual({ kind: 'tell', news });
    expect(decide(document, known('ready'))).toEqual({ kind: 'nothing' });
  });

  it('another content waits for whoever signs the former one, then takes its place', () => {
    const other = { sha256: 'b'.repeat(64) };
    expect(decide(document, known('signing', other))).toEqual({ kind: 'later' });
    expect(decide(document, known('proved', other))).toEqual({ kind: 'tell', news: { event: 'replaced' } });
  });
});
