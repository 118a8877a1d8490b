import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { classOf } from './log.js';
import { makeShared, Place, parts } from './place.js';

it('measure', async () => {
  const count = Number(process.env.N ?? 100);
  const folder = mkdtempSync(join(process.env.BASE ?? '/tmp', 'kyso-scratch-'));
  const shared = await makeShared(folder, count);
  const place = new Place(shared, join(shared.folder, 'place'));
  const outcomes = await place.prepare();
  const text: string[] = [];
  for (const part of parts) {
    const { operations, firstLineMs, code, stdout } = outcomes[part];
    const first = operations[0]?.at ?? 0;
    const last = operations.at(-1)?.at ?? 0;
    text.push(`## ${part} code ${code} ops ${operations.length} first line ${Math.round(firstLineMs)} span ${(last - first) / 1e6}`);
    const seen = new Map<string, { n: number; first: number; last: number }>();
    operations.forEach((one, index) => {
      const name = classOf(one);
      const was = seen.get(name);
      seen.set(name, { n: (was?.n ?? 0) + 1, first: was?.first ?? index, last: index });
    });
    for (const [name, { n, first: a, last: b }] of seen) text.push(`${n}\t${a}\t${b}\t${name}`);
    text.push(stdout.slice(0, 300));
  }
  for (const part of parts) {
    await place.restore(part);
    const t = performance.now();
    const again = await place.run(part, { cut: 'any:1000000:before' });
    text.push(`again ${part} ${Math.round(performance.now() - t)} first ${Math.round(again.firstLineMs)}`);
    const u = performance.now();
    const idle = await place.run(part, { cut: 'any:1000000:before' });
    text.push(`idle ${part} ${Math.round(performance.now() - u)} first ${Math.round(idle.firstLineMs)} ops ${idle.operations.length}`);
  }
  const j = performance.now();
  await place.command(['journal', 'verify']);
  text.push(`journal ${Math.round(performance.now() - j)}`);
  writeFileSync('/tmp/scratch-cuts.txt', text.join('\n'));
  await place.close();
  shared.workplace.remove();
  rmSync(folder, { recursive: true });
}, 600_000);
