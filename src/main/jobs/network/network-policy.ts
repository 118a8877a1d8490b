/**
 * Which servers may be asked for revocation and issuers: `resources/policy/network.json`, what the administrator adds in
 * `policy/network.json` of the data folder (same keys, each may be left out), and `--allow-host`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { Fault } from '../../../contracts/faults/index.js';
import { addressKind } from './ip-addresses.js';

/** `a.example`, in lower-case ASCII (punycode), with at least two labels; `*.` stands for one label or more. */
const namePattern = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

const entrySchema = z
  .strictObject({
    /** A name, `*.name` for everything below it, or an IP address (IPv6 without brackets). */
    host: z.string().max(255),
    /** Exactly these; left out: the one of the scheme, 80 or 443. */
    ports: z.array(z.number().int().min(1).max(65_535)).min(1).optional(),
    /** The name may lead into a private network: on the government's own network official names do. */
    private: z.boolean().optional(),
  })
  .refine(({ host, ports }) => {
    if (isIP(host) === 0) return namePattern.test(host);
    const kind = addressKind(host);
    // This computer has more services than the one that is meant: its port is named.
    return kind === 'loopback' ? ports !== undefined : kind !== 'special';
  }, 'host');

const hostName = z
  .string()
  .regex(namePattern)
  .refine((name) => !name.startsWith('*'));

const policySchema = z.strictObject({
  hosts: z.array(entrySchema).max(1000),
  /** Names inside certificates that only some closed network knows, and the public server that answers for them. */
  aliases: z.record(hostName, hostName),
  limits: z.strictObject({
    /** For one exchange, milliseconds. */
    deadlineMs: z.number().int().min(100).max(60_000),
    /** Longest OCSP response or certificate bundle. */
    answerBytes: z
      .number()
      .int()
      .min(1024)
      .max(1024 * 1024),
    /** Longest revocation list. */
    listBytes: z
      .number()
      .int()
      .min(1024)
      .max(20 * 1024 * 1024),
    /** What is kept on disk, all in all. */
    cacheBytes: z
      .number()
      .int()
      .min(0)
      .max(4 * 1024 * 1024 * 1024),
  }),
});
const additionSchema = policySchema.partial();

export type NetworkPolicy = z.infer<typeof policySchema>;
export type HostEntry = NetworkPolicy['hosts'][number];

const read = <T>(path: string, schema: z.ZodType<T>): T => {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Fault('app.network-policy-invalid', { file: path }, { cause });
  }
};

/**
 * @param options.shipped absolute path of the file that comes with the product
 * @param options.added absolute path of the administrator's own; it need not be there
 * @param options.hosts entries from the command line
 *
 * Fault `app.network-policy-invalid` for a file that is not what it has to be: nothing of it counts then.
 */
export const loadNetworkPolicy = (options: {
  shipped: string;
  added: string | null;
  hosts?: readonly HostEntry[];
}): NetworkPolicy => {
  const shipped = read(options.shipped, policySchema);
  const { added } = options;
  const own = added !== null && existsSync(added) ? read(added, additionSchema) : {};
  return {
    hosts: [...(options.hosts ?? []), ...(own.hosts ?? []), ...shipped.hosts],
    aliases: { ...shipped.aliases, ...own.aliases },
    limits: own.limits ?? shipped.limits,
  };
};

/** `host`, `*.host`, `host:port`, `1.2.3.4:port` or `[::1]:port`; null for anything else. */
export const parseHostEntry = (text: string): HostEntry | null => {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(text);
  const host = (match?.[1] ?? match?.[2])?.toLowerCase();
  const parsed = entrySchema.safeParse({ host, ...(match?.[3] === undefined ? {} : { ports: [Number(match[3])] }) });
  return parsed.success ? parsed.data : null;
};
