/** The document server in the window: session, transfers, and what the person sets about them. */
import type { ServerSettings } from '../../contracts/ipc.js';
import { parseServerUrl } from '../sync/server-url.js';
import type { HandlerParts } from './handler-parts.js';
import type { Handlers } from './ipc.js';
import { officeSeries } from './office-series.js';

type ServerHandlers = Pick<Handlers, Extract<keyof Handlers, `server:${string}`>>;

export const serverHandlers = (
  parts: Pick<
    HandlerParts,
    | 'server'
    | 'clientCertificates'
    | 'queue'
    | 'settings'
    | 'presets'
    | 'user'
    | 'batchPorts'
    | 'checkReceived'
    | 'send'
  >,
): ServerHandlers => {
  const { server, queue, settings, presets, user } = parts;

  /** As synchronisation names the server. */
  const known = (): string | null => (server.address === null ? null : parseServerUrl(server.address));

  const shown = async (): Promise<ServerSettings> => {
    const served = await queue.servedSeries();
    const series = (['outgoing', 'incoming'] as const).flatMap((direction) =>
      officeSeries(presets.value, direction).map(({ id, name }) => ({
        direction,
        series: id,
        name,
        server: served.find((one) => one.direction === direction && one.series === id)?.server ?? null,
      })),
    );
    return { limit: settings.value.syncLimit, server: known(), series };
  };

  return {
    'server:state': () => server.state(),
    'server:sign-in': async ({ url, username, password }) => {
      await server.signIn(url, username, password);
      await settings.update({ server: { url, username, certificateName: null } });
      return server.state();
    },
    'server:sign-in-certificate': async ({ url, certificate }) => {
      const certificateName = await server.signInWithCertificate(url, parts.batchPorts, certificate);
      const username = settings.value.server?.username ?? '';
      await settings.update({ server: { url, username, certificateName } });
      return server.state();
    },
    'server:sign-out': async () => {
      await server.signOut();
      return server.state();
    },
    'server:sync': async (direction) => {
      try {
        const summary = await server.sync(direction);
        await parts.checkReceived();
        return summary;
      } finally {
        parts.send('queue:changed', undefined);
      }
    },
    'server:pause': (paused) => {
      server.pause(paused);
      return server.state();
    },
    'server:settings': shown,
    'server:set': async ({ limit, series }) => {
      await settings.update({ syncLimit: limit });
      server.limit(limit);
      const address = known();
      for (const { byServer, ...one } of series)
        if (!byServer || address !== null) await queue.serveSeries({ ...one, server: byServer ? address : null, user });
      parts.send('queue:changed', undefined);
      return shown();
    },
    'server:choose-certificate': ({ id, fingerprint }) => {
      parts.clientCertificates.choose(id, fingerprint);
    },
  };
};
