/** Users, passwords and bearer tokens. */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ApiError } from './errors.mjs';

/** @type {(password: string, salt: Uint8Array, length: number, options: import('node:crypto').ScryptOptions) => Promise<Buffer>} */
const scryptAsync = promisify(scrypt);

/** N=2^15, r=8, p=3: of the equally strong sets that OWASP lists, one that needs 32 MiB a sign-in. */
const hashPassword = (/** @type {string} */ password, /** @type {Uint8Array} */ salt) =>
  scryptAsync(password.normalize('NFC'), salt, 32, { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 2 ** 20 });

const tokenHash = (/** @type {string} */ token) => createHash('sha256').update(token).digest('hex');

/** So many wrong passwords of one user from one address within the window, and no more are looked at. */
const allowedFailures = 5;
const failureWindowMs = 60_000;

export class Sessions {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {number} lifetimeSeconds
   */
  constructor(database, lifetimeSeconds) {
    this.lifetimeMs = lifetimeSeconds * 1000;
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
    this.addSession = database.prepare('INSERT INTO sessions (token_hash, user, expires_at) VALUES (?, ?, ?)');
    this.dropSessions = database.prepare('DELETE FROM sessions WHERE expires_at <= ?');
    this.session = database.prepare('SELECT user FROM sessions WHERE token_hash = ? AND expires_at > ?').pluck();
  }

  /**
   * Adds a user, or gives an existing one this password.
   * @param {string} name
   * @param {string} password
   */
  async addUser(name, password) {
    const salt = randomBytes(16);
    this.addUserRow.run(name, salt, await hashPassword(password, salt));
  }

  /**
   * @param {string} name
   * @param {string} password
   * @param {string} address of the client
   */
  async signIn(name, password, address) {
    const now = Date.now();
    this.dropFailures.run(now - failureWindowMs);
    const failed = this.failures.get(name, address, now - failureWindowMs);
    if (failed.count >= allowedFailures) {
      const seconds = Math.ceil((failed.first + failureWindowMs - now) / 1000);
      throw new ApiError('too-many-attempts', { 'retry-after': String(Math.max(1, seconds)) });
    }
    // Counted before the slow hash: parallel guesses must not all pass the check above.
    const attempt = this.addFailure.run(name, address, now).lastInsertRowid;
    const user = this.user.get(name);
    // The same work for an unknown name, so that time does not tell which names exist.
    const hash = await hashPassword(password, user?.salt ?? Buffer.alloc(16));
    if (user === undefined || !timingSafeEqual(hash, user.hash)) throw new ApiError('sign-in-refused');
    this.forgetFailure.run(attempt);
    return this.start(user.name, now);
  }

  /** @param {string | undefined} header `Authorization` */
  userOf(header) {
    const token = /^Bearer ([\w-]{43})$/.exec(header ?? '')?.[1];
    const user = token === undefined ? undefined : this.session.get(tokenHash(token), new Date().toISOString());
    if (user === undefined) throw new ApiError('session-required', { 'www-authenticate': 'Bearer' });
    return String(user);
  }

  /**
   * @param {string} user
   * @param {number} now
   */
  start(user, now) {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now + this.lifetimeMs).toISOString();
    this.dropSessions.run(new Date(now).toISOString());
    this.addSession.run(tokenHash(token), user, expiresAt);
    return { token, expiresAt };
  }
}
