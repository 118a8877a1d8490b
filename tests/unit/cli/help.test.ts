import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../../src/main/cli/help.js';

const folder = resolve(import.meta.dirname, '..', '..', '..', 'src', 'main', 'cli');
const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
const found = (pattern: RegExp): string[] =>
  sources.flatMap((source) => [...source.matchAll(pattern)].map(([, name = '']) => name));

describe('kyso --help', () => {
  it('names every option that a command reads', () => {
    const options = found(/^\s*'?([a-z][a-z0-9-]*)'?: \{ type: '(?:string|boolean)'/gm);
    expect(options.length).toBeGreaterThan(30);
    expect(options.filter((name) => !new RegExp(`--${name}(?![a-z0-9-])`).test(helpText))).toEqual([]);
  });

  it('names every command, and every command of the queue', () => {
    const commands = found(/^ {2}([a-z]+): [a-z]+Command,$/gm);
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter((name) => !helpText.includes(`kyso ${name}`))).toEqual([]);
    const ofQueue = found(/^const verbs = \[(.*)\];$/gm).flatMap((list) => [...list.matchAll(/'([a-z]+)'/g)]);
    expect(ofQueue.length).toBeGreaterThan(5);
    const lines = helpText.split('\n').filter((line) => line.includes('kyso queue'));
    expect(ofQueue.map(([, name = '']) => name).filter((name) => !lines.join(' ').includes(name))).toEqual([]);
  });
});
