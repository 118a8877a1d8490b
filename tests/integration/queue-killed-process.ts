/**
 * A process that takes documents through all steps until it is killed; run by queue.test.ts.
 * Arguments: worker bundle, database, name prefix of its documents, and `hold` to stop at the first claim. Writes a
 * line after each delivered document, or when it holds one.
 */
import { openQueue } from '../../src/main/queue/client.js';

const [workerPath = '', databasePath = '', prefix = '', mode = ''] = process.argv.slice(2);

const main = async (): Promise<void> => {
  const queue = await openQueue({ workerPath, databasePath });
  for (let index = 0; ; index += 1) {
    const serverId = `${prefix}-${index}`;
    const sha256 = 'a'.repeat(64);
    const { job } = await queue.add({
      serverId,
      title: serverId,
      fileName: 'a.pdf',
      originalPath: '/a.pdf',
      sha256,
      size: 1,
    });
    await queue.check(job.id, { fit: true });
    await queue.claim([job.id]);
    if (mode === 'hold') {
      process.stdout.write('holding\n');
      return;
    }
    await queue.advance(job.id, { event: 'prepared', prepared: '{}', again: false });
    await queue.advance(job.id, { event: 'signature-made', pending: '{}' });
    await queue.advance(job.id, { event: 'embedded' });
    await queue.advance(job.id, { event: 'proved', signedPath: `/${serverId}.signed.pdf`, signedSha256: sha256 });
    await queue.claimUpload(job.id);
    const receipt = {
      documentId: serverId,
      sha256,
      receivedAt: '2026-01-01T00:00:00Z',
      alreadyThere: false,
      journal: null,
      receiptNumber: 1,
      signature: '',
    };
    await queue.finishUpload(job.id, { outcome: 'delivered', receipt });
    process.stdout.write(`${serverId}\n`);
  }
};

void main();
