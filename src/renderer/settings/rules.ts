/** What the person has typed on the settings page, and what is wrong with it. */
import { isHttpAddress } from '../../contracts/http-address.js';
import type { TimestampSettings } from '../../contracts/ipc.js';

export interface DraftServer {
  /** Tells rows apart while they are moved and typed in. */
  readonly key: number;
  readonly address: string;
}

export interface Draft {
  readonly level: TimestampSettings['level'];
  readonly servers: readonly DraftServer[];
  readonly embedRevocation: boolean;
}

export type AddressProblem = 'empty' | 'not-http' | 'twice';

/** As many as the contract takes. */
export const mostServers = 8;

export const draftOf = ({ level, servers, embedRevocation }: TimestampSettings): Draft => ({
  level,
  embedRevocation,
  servers: servers.map((address, key) => ({ key, address })),
});

export const settingsOf = ({ level, servers, embedRevocation }: Draft): TimestampSettings => ({
  level,
  embedRevocation,
  servers: servers.map(({ address }) => address.trim()),
});

/** In the order of the servers; null where there is nothing to say against one. */
export const addressProblems = (draft: Draft): (AddressProblem | null)[] => {
  const { servers } = settingsOf(draft);
  return servers.map((address, index) => {
    if (address === '') return 'empty';
    if (!isHttpAddress(address)) return 'not-http';
    return servers.indexOf(address) < index ? 'twice' : null;
  });
};

/** Every level but B-B holds a timestamp, and the automatic one does for official certificates. */
export const lacksServer = ({ level, servers }: Draft): boolean => level !== 'B-B' && servers.length === 0;

export const withServer = (draft: Draft): Draft => ({
  ...draft,
  servers: [...draft.servers, { key: Math.max(-1, ...draft.servers.map(({ key }) => key)) + 1, address: '' }],
});

export const withoutServer = (draft: Draft, key: number): Draft => ({
  ...draft,
  servers: draft.servers.filter((server) => server.key !== key),
});

export const withAddress = (draft: Draft, key: number, address: string): Draft => ({
  ...draft,
  servers: draft.servers.map((server) => (server.key === key ? { key, address } : server)),
});

/** One place up or down; at the end of the list nothing changes. */
export const moved = (draft: Draft, key: number, by: -1 | 1): Draft => {
  const from = draft.servers.findIndex((server) => server.key === key);
  const server = draft.servers[from];
  const to = from + by;
  if (!server || to < 0 || to >= draft.servers.length) return draft;
  const servers = draft.servers.filter((one) => one !== server);
  servers.splice(to, 0, server);
  return { ...draft, servers };
};
