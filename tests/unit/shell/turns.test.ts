import { describe, expect, it } from 'vitest';
import { Turns } from '../../../src/main/shell/turns.js';

/** A question that waits for its answer, and whether it was asked. */
const question = () => {
  let [asked, answer] = [false, (_: string): void => undefined];
  const ask = (): Promise<string> => {
    asked = true;
    return new Promise((resolve) => {
      answer = resolve;
    });
  };
  return { ask, answer: (text: string) => answer(text), wasAsked: () => asked };
};
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('two PINs that are wanted at once', () => {
  it('are asked for one after the other, and each gets its own answer', async () => {
    const turns = new Turns();
    const [first, second] = [question(), question()];
    const answers = [turns.take(first.ask), turns.take(second.ask)];
    await soon();
    expect([first.wasAsked(), second.wasAsked()]).toEqual([true, false]);
    first.answer('one');
    await soon();
    expect(second.wasAsked()).toBe(true);
    second.answer('two');
    expect(await Promise.all(answers)).toEqual(['one', 'two']);
  });

  it('the second is asked for though the first could not be', async () => {
    const turns = new Turns();
    const broken = turns.take(() => Promise.reject(new Error('no window')));
    const second = question();
    const answer = turns.take(second.ask);
    await expect(broken).rejects.toThrow('no window');
    await soon();
    second.answer('two');
    expect(await answer).toBe('two');
  });

  it('a person who leaves is not asked the second on his return; what is wanted then is', async () => {
    const turns = new Turns();
    const [first, second, third] = [question(), question(), question()];
    const answers = [turns.take(first.ask), turns.take(second.ask)];
    await soon();
    turns.dismiss();
    first.answer('declined');
    answers.push(turns.take(third.ask));
    await soon();
    third.answer('three');
    expect(await Promise.all(answers)).toEqual(['declined', null, 'three']);
    expect(second.wasAsked()).toBe(false);
  });
});
