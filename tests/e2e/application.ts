/** A real Electron window with everything around it real: token, hierarchy with published CRLs, provincial server. */
import { mkdirSync, readFileSync, writeFileSync, copyFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { makeWorkplace, sha256, type Workplace } from '../integration/installation.js';
import { type RunningServer, startServer } from '../../tools/provincial-server/server.mjs';

const root = resolve(import.meta.dirname, '..', '..');

export const serverUser = { username: 'van-thu', password: 'mat-khau-van-thu' };

export interface Surroundings {
  readonly workplace: Workplace;
  readonly outputFolder: string;
  readonly crls: Server;
  readonly server: RunningServer;
  close(): Promise<void>;
}

/** @param seed documents that wait on the provincial server */
export const makeSurroundings = async (seed: string[]): Promise<Surroundings> => {
  let published: Workplace | undefined;
  const crls = createServer((request, response) => {
    const { root: rootAuthority, sub } = published?.pki ?? {};
    const file = { '/root.crl': rootAuthority?.crl, '/sub.crl': sub?.crl }[request.url ?? ''];
    if (file === undefined) response.writeHead(404).end();
    else response.end(readFileSync(file));
  });
  await new Promise<void>((listening) => crls.listen(0, '127.0.0.1', listening));
  const workplace = await makeWorkplace(`http://127.0.0.1:${(crls.address() as AddressInfo).port}`);
  published = workplace;
  const server = await startServer({ dataDir: join(workplace.folder, 'server'), seed, users: [serverUser] });
  return {
    workplace,
    outputFolder: join(workplace.folder, 'Văn bản đã ký'),
    crls,
    server,
    close: async () => {
      await server.close();
      crls.close();
      workplace.remove();
    },
  };
};

export interface Desktop {
  readonly app: ElectronApplication;
  readonly window: Page;
  /** The PIN window that is open, as soon as it is. */
  pinWindow(): Promise<Page>;
}

export interface LaunchOptions {
  readonly surroundings: Surroundings;
  /** PKCS#11 module that the person has added before; default: the real one. */
  readonly module?: string;
  readonly env?: Record<string, string>;
  readonly executable?: string;
  readonly args?: readonly string[];
}

/** Starts the application with a fresh profile in which the module, the test root and the output folder are chosen. */
export const launch = async (options: LaunchOptions): Promise<Desktop> => {
  const { workplace, outputFolder } = options.surroundings;
  const profile = join(workplace.folder, `profile-${Math.random().toString(16).slice(2)}`);
  const module = options.module ?? workplace.token.modulePath;
  mkdirSync(join(profile, 'trust'), { recursive: true });
  copyFileSync(workplace.pki.root.certificate, join(profile, 'trust', 'root.pem'));
  writeFileSync(
    join(profile, 'settings.json'),
    JSON.stringify({ modules: [{ path: module, sha256: sha256(module) }], outputFolder, server: null }),
  );
  const runtime: { executable: string } = JSON.parse(readFileSync(join(root, '.runtime', 'electron.json'), 'utf8'));
  const app = await _electron.launch({
    executablePath: options.executable ?? runtime.executable,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`, ...(options.args ?? [])],
    env: { ...definedOf(process.env), ...workplace.token.env, ...options.env },
  });
  const window = await app.firstWindow();
  await window.getByRole('navigation').waitFor();
  return {
    app,
    window,
    pinWindow: async () => app.windows().find((page) => page.url().includes('pin.html')) ?? (await app.waitForEvent('window')),
  };
};

const definedOf = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** Lets the next file dialog answer with `paths`. */
export const chooseFiles = (app: ElectronApplication, paths: readonly string[]): Promise<void> =>
  app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [...filePaths] });
  }, paths);
