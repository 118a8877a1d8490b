/** Who is signed in to the server, and calls in that name. */
import { Fault } from '../../../contracts/faults/index.js';
import { loginNonce } from '../../../contracts/login.js';
import {
  challengeSchema,
  type ServerIdentity,
  type Session,
  signInResponseSchema,
} from '../../../contracts/provincial-api.js';
import { parseServerUrl } from '../server-url.js';
import { json } from './bodies.js';
import { attempt, type Exchange, exchangeOnce, exchangeWith, type HttpOptions } from './exchange.js';

/** What the token is asked to sign, in our own words: `contracts/login.ts`. */
export interface LoginRequest {
  /** Of the address that this client talks to, not what the server says of itself. */
  readonly origin: string;
  readonly nonce: string;
}

/** A session, and whose it is. */
export interface KeptSession {
  readonly session: Session;
  /** As the queue names the server. */
  readonly server: string;
}

const jsonType = { 'content-type': 'application/json' };

/** A call to the API: the path behind `/api/v1`. */
export type Call<T> = Omit<Exchange<T>, 'url' | 'headers'> & {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export class HttpSession {
  readonly url: string;
  #current: Session | null;
  #server: string | null;

  /**
   * @param url Fault `sync.url-refused` unless HTTPS or this machine
   * @param kept a session of an earlier sign-in, and which server's
   * @param accept judges the server behind a sign-in before the session counts (its receipt key may not change), and says
   * which one it is
   * @param holder which of the user's computers this is
   */
  constructor(
    url: string,
    readonly http: HttpOptions,
    kept: KeptSession | null,
    private readonly accept: (identity: ServerIdentity) => Promise<string>,
    private readonly holder: () => Promise<string | undefined>,
  ) {
    this.url = parseServerUrl(url);
    this.#current = kept?.session ?? null;
    this.#server = kept?.server ?? null;
  }

  /** Whose documents are talked of. Fault `sync.session-expired` before sign-in. */
  get server(): string {
    if (this.#server === null) throw new Fault('sync.session-expired');
    return this.#server;
  }

  /** The session in use, null before sign-in. */
  get current(): Session | null {
    return this.#current;
  }

  /** Signs in and keeps the session for the calls after. Faults: `sync.sign-in-refused`, `.too-many-requests`, … */
  signIn(username: string, password: string): Promise<Session> {
    return this.#start('/sessions', { username, password });
  }

  /**
   * Signs in with what `sign` makes: the CMS (DER) over our own text of this origin and nonce. Faults: `sync.login-*`,
   * `.certificate-*`, `.clock-skew`, those of `sign`.
   */
  async signInWithCertificate(sign: (request: LoginRequest) => Promise<Uint8Array>): Promise<Session> {
    const challenge = { url: `${this.url}/api/v1/sessions/challenges`, method: 'POST', headers: {} } as const;
    // Only its form is of interest: whatever else came would be bytes that the server chose.
    const read = async (response: Response): Promise<string> => {
      const { nonce } = await json(challengeSchema)(response).catch((cause: unknown) => {
        throw new Fault('sync.login-challenge-malformed', {}, { cause });
      });
      if (!loginNonce.test(nonce)) throw new Fault('sync.login-challenge-malformed');
      return nonce;
    };
    const nonce = await exchangeWith({ ...challenge, read }, this.http);
    const cms = await sign({ origin: new URL(this.url).origin, nonce });
    return this.#start('/sessions/certificate', { cms: Buffer.from(cms).toString('base64') });
  }

  async #start(path: string, who: object): Promise<Session> {
    const body = { ...who, holder: await this.holder() };
    const session = await exchangeOnce(
      {
        url: `${this.url}/api/v1${path}`,
        method: 'POST',
        headers: jsonType,
        body: () => JSON.stringify(body),
        read: json(signInResponseSchema),
      },
      this.http,
    );
    this.#server = await this.accept(session.server);
    this.#current = session;
    return session;
  }

  /** One try of a call. Faults as `exchangeWith`, and `sync.session-expired` before sign-in. */
  async once<T>(call: Call<T>): Promise<T> {
    return attempt(this.#exchange(call), this.http);
  }

  /** A call that does the same twice as once. Faults as `exchangeWith`, and `sync.session-expired` before sign-in. */
  async call<T>(call: Call<T>): Promise<T> {
    return exchangeWith(this.#exchange(call), this.http);
  }

  /** A call whose body is this JSON. */
  send<T>(call: Omit<Call<T>, 'body'>, body: object): Promise<T> {
    return this.call({ ...call, headers: { ...jsonType, ...call.headers }, body: () => JSON.stringify(body) });
  }

  #exchange<T>({ path, headers, ...rest }: Call<T>): Exchange<T> {
    if (this.#current === null) throw new Fault('sync.session-expired');
    const authorization = `Bearer ${this.#current.token}`;
    return { ...rest, url: `${this.url}/api/v1${path}`, headers: { ...headers, authorization } };
  }
}
