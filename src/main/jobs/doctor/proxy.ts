import type { Fact } from '../../../contracts/doctor.js';
import { faultValue } from '../../../contracts/faults/index.js';
import type { Connectable } from './machine.js';
import { type Finding, fact, type Outcome, outcome } from './outcome.js';
import { hostOf } from './probe.js';

/** A proxy by kind and place; its name and password, where there are any, are not in it. */
interface Proxy {
  readonly kind: string;
  readonly host: string;
  readonly port: number;
}

const usualPorts: Readonly<Record<string, number>> = { http: 80, https: 443, socks: 1080, socks4: 1080, socks5: 1080 };

/** The first entry of what a proxy script or the system says (`PROXY host:port; DIRECT`); null: directly. */
export const readRoute = (route: string): Proxy | null => {
  const match = /^\s*(PROXY|HTTPS?|SOCKS[45]?)\s+(?:\S*@)?\[?([^\s;[\]]+?)\]?(?::(\d{1,5}))?\s*(?:;|$)/i.exec(route);
  const kind = match?.[1]?.toLowerCase().replace('proxy', 'http');
  if (kind === undefined || match?.[2] === undefined) return null;
  return { kind, host: match[2], port: Number(match[3] ?? usualPorts[kind] ?? 80) };
};

const variables = ['http_proxy', 'https_proxy', 'all_proxy'] as const;

/** What the environment names, by its variables in either case. */
export const environmentProxies = (environment: NodeJS.ProcessEnv): { variable: string; proxy: Proxy }[] =>
  variables.flatMap((variable) => {
    const text = environment[variable] ?? environment[variable.toUpperCase()] ?? '';
    try {
      const url = new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
      const kind = url.protocol.slice(0, -1);
      const port = Number(url.port) || (usualPorts[kind] ?? 80);
      return [{ variable, proxy: { kind, host: url.hostname, port } }];
    } catch {
      return [];
    }
  });

const placeOf = ({ host, port }: Proxy): string => `${host}:${port}`;
const namesOf = (proxies: readonly Proxy[]): string => [...new Set(proxies.map(placeOf))].join(', ');

export interface ProxyParts {
  /** Addresses that signing asks. */
  readonly urls: readonly string[];
  /** The way to an address as the system has it; null where this program does not use the system's proxy. */
  readonly routeTo: ((url: string) => Promise<string>) | null;
  readonly environment: NodeJS.ProcessEnv;
  readonly connectable: Connectable;
}

const checkEnvironment = (environment: NodeJS.ProcessEnv): Outcome => {
  const found = environmentProxies(environment);
  if (found.length === 0) return outcome([{ state: 'good', sentence: faultValue('doctor.proxy-none') }]);
  const sentence = faultValue('doctor.proxy-unused', { proxies: namesOf(found.map(({ proxy }) => proxy)) });
  const facts = found.map(({ variable, proxy }) => fact('environment', variable, `${proxy.kind} ${placeOf(proxy)}`));
  return outcome([{ state: 'attention', sentence, next: faultValue('doctor.do-use-window') }], facts);
};

const checkRoutes = async (
  urls: readonly string[],
  routeTo: (url: string) => Promise<string>,
  connectable: Connectable,
): Promise<Outcome> => {
  const routes = await Promise.all(urls.map(async (url) => ({ url, proxy: readRoute(await routeTo(url)) })));
  const facts: Fact[] = routes.map(({ url, proxy }) =>
    fact('route', hostOf(url), proxy === null ? 'DIRECT' : `${proxy.kind} ${placeOf(proxy)}`),
  );
  const proxies = [
    ...new Map(routes.flatMap(({ proxy }) => (proxy ? [[placeOf(proxy), proxy] as const] : []))).values(),
  ];
  if (proxies.length === 0) return outcome([{ state: 'good', sentence: faultValue('doctor.proxy-none') }], facts);
  const reached = await Promise.all(
    proxies.map(async (proxy) => ({ proxy, reached: await connectable({ host: proxy.host, port: proxy.port }) })),
  );
  const dead = reached.filter((one) => one.reached !== 'yes').map(({ proxy }) => proxy);
  const finding: Finding =
    dead.length === 0
      ? { state: 'good', sentence: faultValue('doctor.proxy-good', { proxies: namesOf(proxies) }) }
      : {
          state: 'bad',
          sentence: faultValue('doctor.proxy-dead', { proxies: namesOf(dead) }),
          next: faultValue('doctor.do-set-proxy'),
        };
  return outcome([finding], facts);
};

/** Is a proxy in use, and does it accept connections? */
export const checkProxy = async ({ urls, routeTo, environment, connectable }: ProxyParts): Promise<Outcome> =>
  routeTo === null ? checkEnvironment(environment) : checkRoutes(urls, routeTo, connectable);
