import { describe, expect, it } from 'vitest';
import { type RecordPlan, shownPlanSchema } from '../../../../src/contracts/records.js';
import { shownPlan } from '../../../../src/main/records/operations/shown-plan.js';
import { letterHead, read } from '../reading-support.js';

const facts = read([letterHead()]);
const plan: RecordPlan = {
  facts,
  kind: { kind: 'electronic', sure: true, reasons: [] },
  way: 'own-signatures',
  template: null,
  marks: [],
  refusal: null,
  look: [],
  remarks: [],
};

describe('a plan as the window gets it', () => {
  const shown = shownPlan(plan);

  it('says what the window shows, and nothing that it does not know', () => {
    expect(shownPlanSchema.strict().parse(shown)).toEqual(shown);
    expect(Object.keys(shown.facts).sort()).toEqual(['date', 'number', 'pages', 'subject', 'type']);
    expect(shown.facts.number).toEqual(facts.number);
  });

  it('has each height on which text stands once, those of the number and the date among them', () => {
    const [page] = shown.facts.pages;
    const lines = page?.lines ?? [];
    const tenth = (y: number | undefined): number => Math.round((y ?? 0) * 10) / 10;
    expect(lines).toContain(tenth(facts.number?.gap.baseline));
    expect(lines).toContain(tenth(facts.date?.day.baseline));
    for (const { y } of facts.pages[0]?.occupied ?? []) expect(lines).toContain(tenth(y));
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.length).toBeLessThan(facts.pages[0]?.occupied.length ?? 0);
  });

  it('leaves the heights of one page out of another', () => {
    const [first] = facts.pages;
    const second = { ...plan, facts: { ...facts, pages: first ? [{ ...first, page: 2, occupied: [] }] : [] } };
    expect(shownPlan(second).facts.pages).toEqual([{ page: 2, imageCover: first?.imageCover, lines: [] }]);
  });
});
