import { describe, expect, it } from 'vitest';
import en from '../../../src/renderer/i18n/en.json';
import { createI18n } from '../../../src/renderer/i18n/index.js';
import vi from '../../../src/renderer/i18n/vi.json';

type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );
const texts = { vi: new Map(flat(vi)), en: new Map(flat(en)) };
const withoutSingular = [...texts.en.keys()].filter((key) => !key.endsWith('_one'));
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

describe('texts', () => {
  it('exist in both languages', () => {
    expect(withoutSingular.sort()).toEqual([...texts.vi.keys()].sort());
  });

  it('have an English singular wherever they have a plural', () => {
    const plurals = withoutSingular.filter((key) => key.endsWith('_other'));
    expect(plurals.filter((key) => !texts.en.has(key.replace('_other', '_one')))).toEqual([]);
  });

  it.each(withoutSingular)('%s takes the same values in both languages', (key) => {
    expect(placeholders(texts.vi.get(key) ?? '')).toEqual(placeholders(texts.en.get(key) ?? ''));
  });

  it('are composed Unicode (NFC), so that search and screen readers see whole letters', () => {
    expect([...texts.vi].filter(([, text]) => text !== text.normalize('NFC'))).toEqual([]);
  });

  it('count in both languages', () => {
    expect(createI18n('vi').t('sign.submit', { count: 1 })).toBe('Ký 1 văn bản');
    expect(createI18n('en').t('sign.submit', { count: 1 })).toBe('Sign 1 document');
    expect(createI18n('en').t('sign.submit', { count: 12 })).toBe('Sign 12 documents');
  });
});
