import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileToShow } from '../../../src/main/jobs/batch/sign-queue.js';
import { hashKept } from '../../../src/main/jobs/files/user-files.js';
import type { JobRecord } from '../../../src/main/queue/types.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-documents-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (signed: { path: string; sha256: string } | null): JobRecord => ({
  id: 'a',
  server: '',
  serverId: null,
  title: 'Công văn',
  fileName: 'cv.pdf',
  state: signed ? 'proved' : 'ready',
  sha256: '1'.repeat(64),
  signedSha256: signed?.sha256 ?? null,
  error: null,
  rejectionReason: null,
  dataDeletedAt: null,
  updatedAt: '2026-11-20T09:15:00Z',
  originalPath: '/kept/original',
  originalSize: 10,
  signedPath: signed?.path ?? null,
  failedIn: null,
  recordOrder: null,
  needsApproval: false,
  serverVersion: null,
});

describe('what is shown of a queued document', () => {
  it('is the very file that will be signed', () => {
    expect(fileToShow(record(null))).toEqual({ path: '/kept/original', name: 'cv.pdf', sha256: '1'.repeat(64) });
  });

  it('is the signed file once there is one', () => {
    const signed = { path: '/kept/signed', sha256: '2'.repeat(64) };
    expect(fileToShow(record(signed))).toEqual({ ...signed, name: 'cv.pdf' });
  });
});

describe('hashing a kept file', () => {
  it('tells hash and size and leaves the file where it is', () => {
    const content = Buffer.alloc(2_500_000, 'văn bản');
    writeFileSync(join(folder, 'a'), content);
    expect(hashKept(join(folder, 'a'), 'cv.pdf')).toEqual({
      path: join(folder, 'a'),
      sha256: createHash('sha256').update(content).digest('hex'),
      size: content.length,
    });
    expect(existsSync(join(folder, 'a'))).toBe(true);
    expect(readFileSync(join(folder, 'a')).length).toBe(content.length);
  });

  it('names the document, not the private file, when it is gone', () => {
    expect(() => hashKept(join(folder, 'f3a9'), 'cv.pdf')).toThrow(
      expect.objectContaining({
        code: 'file.missing',
        value: expect.objectContaining({ vi: expect.stringContaining('cv.pdf') }),
      }),
    );
  });
});
