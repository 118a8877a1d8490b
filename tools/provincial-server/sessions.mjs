/** Users, their passwords and certificates, and bearer tokens. */
import { createHash, randomBytes, scrypt, timingSafeEqual, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ApiError } from './errors.mjs';

/** @type {(password: string, salt: Uint8Array, length: number, options: import('node:crypto').ScryptOptions) => Promise<Buffer>} */
const scryptAsync = promisify(scrypt);

/** N=2^15, r=8, p=3: of the equally strong sets that OWASP lists, one that needs 32 MiB a sign-in. */
const hashPassword = (/** @type {string} */ password, /** @type {Uint8Array} */ salt) =>
  scryptAsync(password.normalize('NFC'), salt, 32, { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 2 ** 20 });

const sha256 = (/** @type {string | Uint8Array} */ data) => createHash('sha256').update(data).digest('hex');

/** So many wrong passwords of one user from one address within the window, and no more are looked at. */
const allowedFailures = 5;
const failureWindowMs = 60_000;

export class Sessions {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {{ lifetimeSeconds: number, audit: import('./audit.mjs').Audit, clock: () => number, identity: () => object }} parts
   *   identity: what the answer to a sign-in says of this server
   */
  constructor(database, { lifetimeSeconds, audit, clock, identity }) {
    this.lifetimeMs = lifetimeSeconds * 1000;
    this.audit = audit;
    this.clock = clock;
    this.identity = identity;
    this.database = database;
    this.addCertificateRow = database.prepare(
      'INSERT INTO certificates (fingerprint, user) VALUES (?, ?) ON CONFLICT DO UPDATE SET user = excluded.user',
    );
    this.certificateUser = database.prepare('SELECT user FROM certificates WHERE fingerprint = ?').pluck();
    this.user = database.prepare('SELECT name, salt, hash FROM users WHERE name = ?');
    this.addUserRow = database.prepare(
      `INSERT INTO users (name, salt, hash) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET salt = excluded.salt, hash = excluded.hash`,
    );
    this.failures = database.prepare(
      'SELECT count(*) AS count, min(at) AS first FROM refused_sign_ins WHERE name = ? AND address = ? AND at > ?',
    );
    this.addFailure = database.prepare('INSERT INTO refused_sign_ins (name, address, at) VALUES (?, ?, ?)');
    this.forgetFailure = database.prepare('DELETE FROM refused_sign_ins WHERE rowid = ?');
    this.dropFailures = database.prepare('DELETE FROM refused_sign_ins WHERE at <= ?');
    this.addSession = database.prepare(
      'INSERT INTO sessions (token_hash, user, holder, expires_at) VALUES (?, ?, ?, ?)',
    );
    this.dropSessions = database.prepare('DELETE FROM sessions WHERE expires_at <= ?');
    this.session = database.prepare('SELECT user, holder FROM sessions WHERE token_hash = ? AND expires_at > ?');
  }

  /**
   * Adds a user, or gives an existing one this password and registers these certificates. Without a password only the
   * certificates sign in.
   * @param {{ username: string, password?: string, certificates?: string[] }} user certificates: PEM or DER files
   */
  async addUser({ username, password, certificates = [] }) {
    const salt = randomBytes(16);
    const files = await Promise.all(certificates.map((path) => readFile(path)));
    const fingerprints = files.map((file) => sha256(new X509Certificate(file).raw));
    const secret = password === undefined ? [null, null] : [salt, await hashPassword(password, salt)];
    this.addUserRow.run(username, ...secret);
    for (const fingerprint of fingerprints) this.addCertificateRow.run(fingerprint, username);
  }

  /**
   * The user to whom a certificate is registered. Faults: 401.
   * @param {string} fingerprint SHA-256 of its DER, lower-case hexadecimal
   */
  userOfCertificate(fingerprint) {
    const user = this.certificateUser.get(fingerprint);
    if (user === undefined) throw new ApiError('certificate-unregistered');
    return String(user);
  }

  /**
   * @param {string} name
   * @param {string} password
   * @param {string} address of the client
   * @param {string} [holder] which of the user's computers this is
   */
  async signIn(name, password, address, holder = '') {
    const now = this.clock();
    this.dropFailures.run(now - failureWindowMs);
    const failed = this.failures.get(name, address, now - failureWindowMs);
    if (failed.count >= allowedFailures) {
      const seconds = Math.ceil((failed.first + failureWindowMs - now) / 1000);
      throw new ApiError('too-many-attempts', { headers: { 'retry-after': String(Math.max(1, seconds)) } });
    }
    // Counted before the slow hash: parallel guesses must not all pass the check above.
    const attempt = this.addFailure.run(name, address, now).lastInsertRowid;
    const user = this.user.get(name);
    // The same work for an unknown name, so that time does not tell which names exist.
    const hash = await hashPassword(password, user?.salt ?? Buffer.alloc(16));
    if (!user?.hash || !timingSafeEqual(hash, user.hash)) {
      this.audit.record({ who: { user: user?.name ?? '', address }, action: 'sign-in-refused' });
      throw new ApiError('sign-in-refused');
    }
    this.forgetFailure.run(attempt);
    return this.start({ user: user.name, address, holder }, 'password');
  }

  /**
   * Who asks. Faults: 401 `session-required`.
   * @param {{ headers: { authorization?: string }, ip: string }} request
   * @returns {import('./audit.mjs').Who}
   */
  whoOf({ headers, ip }) {
    const token = /^Bearer ([\w-]{43})$/.exec(headers.authorization ?? '')?.[1];
    const now = new Date(this.clock()).toISOString();
    const session = token === undefined ? undefined : this.session.get(sha256(token), now);
    if (session === undefined) throw new ApiError('session-required', { headers: { 'www-authenticate': 'Bearer' } });
    return { user: session.user, address: ip, holder: session.holder };
  }

  /**
   * @param {import('./audit.mjs').Who} who
   * @param {'password' | 'certificate'} means
   * @param {Record<string, unknown>} [detail]
   */
  start(who, means, detail = {}) {
    const now = this.clock();
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now + this.lifetimeMs).toISOString();
    this.database
      .transaction(() => {
        this.dropSessions.run(new Date(now).toISOString());
        this.addSession.run(sha256(token), who.user, who.holder ?? '', expiresAt);
        this.audit.record({ who, action: 'signed-in', detail: { means, ...detail } });
      })
      .immediate();
    return { token, expiresAt, server: this.identity() };
  }
}
