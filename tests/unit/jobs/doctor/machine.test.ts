/** What is asked of this computer itself: real sockets where this system has them, the words of others as recorded. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { checkCardService, serviceState } from '../../../../src/main/jobs/doctor/card-service.js';
import { checkDisk, spaceOf } from '../../../../src/main/jobs/doctor/disk.js';
import {
  type CommandRunner,
  commandRunner,
  connectable,
  type Reached,
} from '../../../../src/main/jobs/doctor/machine.js';
import { checkPort } from '../../../../src/main/jobs/doctor/port.js';
import {
  imageOfTasklist,
  listenerOfNetstat,
  listeningInodes,
  ownerOfLsof,
  ownerOfPort,
} from '../../../../src/main/jobs/doctor/port-owner.js';
import { checkProxy, environmentProxies, readRoute } from '../../../../src/main/jobs/doctor/proxy.js';

const folder = mkdtempSync(join(tmpdir(), 'kyso-doctor-'));
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listen = async (at: string | number): Promise<number> => {
  const server = createServer((socket) => socket.destroy());
  open.push(server);
  await new Promise<void>((listening) =>
    typeof at === 'string' ? server.listen(at, listening) : server.listen(at, '127.0.0.1', listening),
  );
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
};
/** A port that was free a moment ago. */
const freePort = async (): Promise<number> => {
  const port = await listen(0);
  await new Promise((closed) => open.pop()?.close(closed));
  return port;
};

const reach = connectable(1000);
const noCommand: CommandRunner = async () => null;
const windows =
  (answers: Readonly<Record<string, string>>, code = 0): CommandRunner =>
  async (file) => {
    const found = Object.entries(answers).find(([tool]) => file.endsWith(tool));
    return found ? { code, stdout: found[1] } : null;
  };

describe('smart card service', () => {
  const scQuery = (state: string): string =>
    `\r\nSERVICE_NAME: SCardSvr \r\n        TYPE               : 20  WIN32_SHARE_PROCESS  \r\n        STATE              : ${state} \r\n                                (STOPPABLE, NOT_PAUSABLE)\r\n        WIN32_EXIT_CODE    : 0  (0x0)\r\n`;

  it.each([
    [0, scQuery('4  RUNNING'), 'running'],
    [0, scQuery('1  STOPPED'), 'starts-by-itself'],
    [0, scQuery('2  START_PENDING'), 'unknown'],
    [1060, '', 'missing'],
    [5, 'Access is denied.', 'unknown'],
  ])('on Windows, ended with %i', (code, stdout, state) => expect(serviceState(code, stdout)).toBe(state));

  it.skipIf(process.platform === 'win32')(
    'on Linux: a socket that answers, one left by a dead process, none',
    async () => {
      const socket = join(folder, 'pcscd.comm');
      const look = async (tokenSeen = false) => {
        const parts = { platform: 'linux', run: noCommand, connectable: reach, socket, tokenSeen } as const;
        const { state, facts } = await checkCardService(parts);
        return [state, facts[0]?.value];
      };
      expect(await look()).toEqual(['bad', 'pcscd · missing']);
      expect(await look(true)).toEqual(['good', 'pcscd · missing']);
      await listen(socket);
      expect(await look()).toEqual(['good', 'pcscd · running']);
      mkdirSync(join(folder, 'other'));
      const stale = { platform: 'linux', run: noCommand, connectable: reach, tokenSeen: false } as const;
      expect((await checkCardService({ ...stale, socket: join(folder, 'other') })).facts[0]?.value).toBe(
        'pcscd · stopped',
      );
    },
  );
});

describe('owner of a port', () => {
  const netstat = [
    '',
    'Aktive Verbindungen',
    '',
    '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
    '  TCP    127.0.0.1:49700        127.0.0.1:8987         HERGESTELLT     77',
    '  TCP    0.0.0.0:18987          0.0.0.0:0              ABHÖREN         78',
    '  TCP    127.0.0.1:8987         127.0.0.1:49700        HERGESTELLT     79',
    '  TCP    127.0.0.1:8987         0.0.0.0:0              ABHÖREN         4312',
  ].join('\r\n');

  it('is read from netstat in any language', () => {
    expect(listenerOfNetstat(netstat, 8987)).toBe(4312);
    expect(listenerOfNetstat(netstat, 4433)).toBeNull();
  });

  it('is named by tasklist and lsof', () => {
    expect(imageOfTasklist('"VGCA Sign Service.exe","4312","Console","1","50,000 K"\r\n')).toBe(
      'VGCA Sign Service.exe',
    );
    expect(imageOfTasklist('INFO: No tasks are running which match the specified criteria.')).toBeNull();
    expect(ownerOfLsof('p512\ncnode\nf21\n')).toEqual({ pid: 512, program: 'node' });
    expect(ownerOfLsof('')).toBeNull();
  });

  it('counts only listening sockets of /proc/net/tcp', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:231B 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 41 1 0 100 0 0 10 0',
      '   1: 0100007F:231B 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 42 1 0 100 0 0 10 0',
    ].join('\n');
    expect(listeningInodes(table, 8987)).toEqual(['41']);
  });

  it.runIf(process.platform === 'linux')('is this very process where it listens', async () => {
    const port = await listen(0);
    expect(await ownerOfPort(port, { platform: 'linux', run: noCommand })).toMatchObject({ pid: process.pid });
    const { state, findings } = await checkPort({ port, platform: 'linux', run: noCommand, connectable: reach });
    expect([state, findings[0]?.code]).toEqual(['attention', 'doctor.port-other']);
  });

  it.runIf(process.platform === 'linux')('is nobody where nobody listens', async () => {
    const port = await freePort();
    const { state, findings } = await checkPort({ port, platform: 'linux', run: noCommand, connectable: reach });
    expect([state, findings[0]?.code]).toEqual(['not-applicable', 'doctor.port-free']);
  });

  it.each([
    ['the official service', 'VGCA Sign Service.exe', 'yes', 'good', 'doctor.port-official'],
    ['another program', 'evil.exe', 'yes', 'attention', 'doctor.port-other'],
    ['one that accepts nothing', 'VGCA Sign Service.exe', 'late', 'bad', 'doctor.port-silent'],
  ] as const)('on Windows: %s', async (_, image, reached, state, code) => {
    const run = windows({ 'netstat.exe': netstat, 'tasklist.exe': `"${image}","4312","Console","1","5 K"` });
    const reachable = async (): Promise<Reached> => reached;
    const parts = { port: 8987, platform: 'win32', run, connectable: reachable } as const;
    const found = await checkPort(parts);
    expect([found.state, found.findings[0]?.code]).toEqual([state, code]);
  });

  it('cannot be told where the command does not run, and somebody answers', async () => {
    const reachable = async (): Promise<Reached> => 'yes';
    const parts = { port: 8987, platform: 'win32', run: noCommand, connectable: reachable } as const;
    expect((await checkPort(parts)).findings[0]?.code).toBe('doctor.port-unnamed');
  });
});

describe('proxy', () => {
  it.each([
    ['DIRECT', null],
    ['PROXY 10.0.0.1:3128; DIRECT', { kind: 'http', host: '10.0.0.1', port: 3128 }],
    ['HTTPS proxy.tinh.gov.vn', { kind: 'https', host: 'proxy.tinh.gov.vn', port: 443 }],
    ['SOCKS5 [::1]:9050', { kind: 'socks5', host: '::1', port: 9050 }],
    ['PROXY ten:mat-khau@10.0.0.1:3128', { kind: 'http', host: '10.0.0.1', port: 3128 }],
    ['', null],
  ])('%s', (route, proxy) => expect(readRoute(route)).toEqual(proxy));

  it('the environment’s name and password stay out', async () => {
    const environment = { HTTPS_PROXY: 'http://ten:mat-khau@proxy.example:3128', no_proxy: '*' };
    expect(environmentProxies(environment)).toEqual([
      { variable: 'https_proxy', proxy: { kind: 'http', host: 'proxy.example', port: 3128 } },
    ]);
    const found = await checkProxy({ urls: [], routeTo: null, environment, connectable: reach });
    expect(found.state).toBe('attention');
    expect(JSON.stringify(found)).not.toMatch(/mat-khau|ten:/);
  });

  it('one that accepts connections is good, one that does not is the fault', async () => {
    const [alive, dead] = [await listen(0), await freePort()];
    const look = async (port: number) => {
      const routeTo = async (): Promise<string> => `PROXY 127.0.0.1:${port}`;
      return (await checkProxy({ urls: ['http://tsa.ca.gov.vn/'], routeTo, environment: {}, connectable: reach }))
        .state;
    };
    expect([await look(alive), await look(dead)]).toEqual(['good', 'bad']);
  });
});

describe('disk', () => {
  const giga = 1024 ** 3;

  it.each([
    [{ free: 5 * giga, writable: true }, 'good'],
    [{ free: giga - 1, writable: true }, 'attention'],
    [{ free: giga / 8, writable: true }, 'bad'],
    [{ free: 5 * giga, writable: false }, 'bad'],
    [null, 'unknown'],
  ])('%o is %s', (space, state) => expect(checkDisk('/data', space).state).toBe(state));

  it('a folder that does not exist yet has the room of the one above it', async () => {
    expect(await spaceOf(join(folder, 'a', 'b'))).toMatchObject({ writable: true });
  });
});

describe('a command', () => {
  it('that does not end is given up', async () => {
    expect(await commandRunner(50)(process.execPath, ['-e', 'setInterval(() => 0, 1000)'])).toBeNull();
  });

  it('gives its output and exit code; one that is not there gives nothing', async () => {
    const run = commandRunner(20_000);
    expect(await run(process.execPath, ['-e', 'console.log("ở đây"); process.exitCode = 3'])).toEqual({
      code: 3,
      stdout: 'ở đây\n',
    });
    expect(await run(join(folder, 'không có'), [])).toBeNull();
  });
});
