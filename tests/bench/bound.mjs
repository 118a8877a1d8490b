/**
 * What bounds signing: `node tests/bench/bound.mjs MODULE OUT [--overlapped] FILE...`, the PIN on stdin. For each
 * document exactly this, one document and one step after the other, or with `--overlapped` in two worker threads and the
 * token in the main thread, so that all three work at once:
 *
 * 1. read the file and hash it (which document it is)
 * 2. read it again, hash it and write the copy, then append 20 KB, hashed too
 * 3. C_Sign over the hash
 * 4. write the value into the copy, fsync the file, fsync the folder
 *
 * No PDF is parsed, nothing is read again or checked, and the copy is made under its final name. Prints a line for
 * each finished document, as `kyso sign --json` does.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import pkcs11 from 'pkcs11js';

const increment = Buffer.alloc(20_000, 'increment ');
const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** In a thread: hands each hash out and finishes the document when its value comes back. */
const work = ({ files, out, ahead }) => {
  const part = Buffer.alloc(256 * 1024);
  const folder = openSync(out, 'r');
  const open = new Map();
  let next = 0;
  const pass = (file, use) => {
    const source = openSync(file, 'r');
    for (let count = -1; count !== 0; ) {
      count = readSync(source, part);
      use(part.subarray(0, count));
    }
    closeSync(source);
  };
  const prepare = () => {
    const file = files[next];
    if (file === undefined) return;
    const identity = createHash('sha256');
    pass(file, (bytes) => identity.update(bytes));
    identity.digest();
    const copy = openSync(join(out, basename(file)), 'wx');
    const content = createHash('sha256');
    pass(file, (bytes) => {
      content.update(bytes);
      writeSync(copy, bytes);
    });
    content.update(increment);
    writeSync(copy, increment);
    open.set(next, copy);
    parentPort.postMessage({ id: next, digest: content.digest() });
    next += 1;
  };
  const finish = ({ id, value }) => {
    const copy = open.get(id);
    open.delete(id);
    writeSync(copy, Buffer.from(value).toString('hex'), 0);
    fsyncSync(copy);
    closeSync(copy);
    fsyncSync(folder);
    process.stdout.write(`${id}\n`);
    prepare();
    if (open.size === 0) parentPort.close();
  };
  parentPort.on('message', finish);
  for (let count = 0; count < ahead; count += 1) prepare();
};

const logIn = (path, pin) => {
  const module = new pkcs11.PKCS11();
  module.load(path);
  module.C_Initialize({ flags: pkcs11.CKF_OS_LOCKING_OK });
  const session = module.C_OpenSession(module.C_GetSlotList(true)[0], pkcs11.CKF_SERIAL_SESSION);
  module.C_Login(session, pkcs11.CKU_USER, pin);
  module.C_FindObjectsInit(session, [{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY }]);
  const [key] = module.C_FindObjects(session, 1);
  module.C_FindObjectsFinal(session);
  return (digest) => {
    module.C_SignInit(session, { mechanism: pkcs11.CKM_RSA_PKCS }, key);
    return module.C_Sign(session, Buffer.concat([digestInfo, digest]), Buffer.alloc(1024));
  };
};

if (isMainThread) {
  const overlapped = process.argv.includes('--overlapped');
  const [path, out, ...files] = process.argv.slice(2).filter((word) => word !== '--overlapped');
  const threads = overlapped ? 2 : 1;
  /** Documents whose value is awaited, per thread: none waits for the token while there is something to prepare. */
  const ahead = overlapped ? 2 : 1;
  const sign = logIn(path, readFileSync(0, 'utf8').trim());
  for (let thread = 0; thread < threads; thread += 1) {
    const own = files.filter((_, index) => index % threads === thread);
    if (own.length === 0) continue;
    const worker = new Worker(new URL(import.meta.url), { workerData: { files: own, out, ahead } });
    worker.on('message', ({ id, digest }) => worker.postMessage({ id, value: sign(digest) }));
  }
} else work(workerData);
