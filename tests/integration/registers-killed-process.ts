/**
 * A clerk's process that gives numbers to batches of documents and registers them until it is killed; run by
 * registers.test.ts. Arguments: worker bundle, database, name of the clerk, seed. Writes a line after each answer that
 * a person would have seen: `held|used|free <number> <document>`.
 */
import { createHash } from 'node:crypto';
import type { NumberKey } from '../../src/contracts/registers.js';
import { openQueue } from '../../src/main/queue/client.js';
import { random } from '../corpus/twins/random.js';

const [workerPath = '', databasePath = '', clerk = '', seed = ''] = process.argv.slice(2);
const date = '2026-03-02';
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

const tell = (what: string, number: number, document: string): void => {
  process.stdout.write(`${what} ${number} ${document}\n`);
};

const main = async (): Promise<void> => {
  const queue = await openQueue({ workerPath, databasePath });
  const choice = random(Number(seed));
  for (let batch = 0; ; batch += 1) {
    const documents = Array.from({ length: choice.between(1, 6) }, (_, index) =>
      sha256Of(`${clerk}-${batch}-${index}`),
    );
    const items = documents.map((documentSha256) => ({ series: 'di', documentSha256, date }));
    const outcomes = await queue.holdNumbers({ direction: 'outgoing', user: clerk, items });
    for (const outcome of outcomes) {
      if (outcome.outcome === 'refused') throw new Error(outcome.error.code);
      const { number, documentSha256 } = outcome.held;
      tell('held', number, documentSha256);
      const key: NumberKey = { direction: 'outgoing', series: 'di', year: 2026, number };
      const fate = choice.between(0, 9);
      // Failed: the number stays with its document.
      if (fate === 0) continue;
      if (fate === 1) {
        await queue.releaseNumbers({ numbers: [key], reason: 'không ban hành', user: clerk });
        tell('free', number, documentSha256);
        continue;
      }
      await queue.register({
        ...key,
        direction: 'outgoing',
        date,
        documentSha256,
        resultSha256: sha256Of(`${documentSha256} signed`),
        signerFingerprint: sha256Of('leader'),
        officeFingerprint: sha256Of('office'),
        confirmationId: null,
        user: clerk,
        fields: { notation: 'QĐ-UBND', typeName: 'Quyết định', subject: clerk, recipients: [] },
      });
      tell('used', number, documentSha256);
    }
  }
};

void main();
