import { describe, expect, it } from 'vitest';
import { type FieldLock, isLocked, lockWith } from '../../../src/main/signing/field-lock.js';

const include = (...fields: string[]): FieldLock => ({ action: 'Include', fields });
const exclude = (...fields: string[]): FieldLock => ({ action: 'Exclude', fields });
const ALL: FieldLock = { action: 'All', fields: [] };

describe('a lock', () => {
  it.each([
    [ALL, 'anything', true],
    [include('Number'), 'Number', true],
    [include('form'), 'form.Number', true],
    [include('form'), 'former', false],
    [exclude('Seal'), 'Seal', false],
    [exclude('Seal'), 'Number', true],
  ])('%o and %s: %s', (lock, name, locked) => {
    expect(isLocked(lock, name)).toBe(locked);
  });

  it('of a field and of what is filled locks both', () => {
    expect(lockWith(null, [])).toBeNull();
    expect(lockWith(null, ['Number'])).toEqual(include('Number'));
    expect(lockWith(include('Number'), ['Number', 'Date'])).toEqual(include('Number', 'Date'));
    expect(lockWith(ALL, ['Number'])).toEqual(ALL);
    // What was left open and is filled now is left open no longer.
    for (const excluded of ['Number', 'form']) {
      const lock = lockWith(exclude(excluded, 'Seal'), ['Number', 'form.Number']);
      expect(lock && isLocked(lock, 'Seal')).toBe(false);
      expect(lock && isLocked(lock, 'Number') && isLocked(lock, 'form.Number')).toBe(true);
    }
  });
});
