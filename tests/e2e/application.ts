/** A real Electron window with everything around it real: token, hierarchy with published CRLs, provincial server. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Locator, type Page } from '@playwright/test';
import { type RunningServer, startServer } from '../../tools/provincial-server/server.mjs';
import { kyso, makeWorkplace, sha256, type Workplace } from '../integration/installation.js';

const root = resolve(import.meta.dirname, '..', '..');

export const serverUser = { username: 'van-thu', password: 'mat-khau-van-thu' };

export interface Surroundings {
  readonly workplace: Workplace;
  readonly outputFolder: string;
  readonly server: RunningServer;
  /** Where the revocation lists stand on 127.0.0.1. */
  readonly crlPort: number;
  close(): Promise<void>;
}

const publishCrls = async (find: () => Workplace | undefined): Promise<Server> => {
  const server = createServer((request, response) => {
    const pki = find()?.pki;
    const file = request.url === '/root.crl' ? pki?.root.crl : request.url === '/sub.crl' ? pki?.sub.crl : undefined;
    if (file === undefined) response.writeHead(404).end();
    else response.end(readFileSync(file));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
};

/**
 * @param seed documents that wait on the provincial server
 * @param make the hierarchy and the token, whose CRLs are published under its argument
 */
export const makeSurroundings = async (
  seed: readonly string[] = [],
  make: (crlBase: string) => Promise<Workplace> = makeWorkplace,
): Promise<Surroundings> => {
  let made: Workplace | undefined;
  const crls = await publishCrls(() => made);
  const crlPort = (crls.address() as AddressInfo).port;
  const workplace = await make(`http://127.0.0.1:${crlPort}`);
  made = workplace;
  const server = await startServer({ dataDir: join(workplace.folder, 'server'), seed: [...seed], users: [serverUser] });
  return {
    workplace,
    crlPort,
    outputFolder: join(workplace.folder, 'Văn bản đã ký'),
    server,
    close: async () => {
      await server.close();
      crls.close();
      workplace.remove();
    },
  };
};

/** This worker's own display, where the runner gave each one; else the desktop's. */
export const ownDisplay = (): Record<string, string> => {
  const { TEST_DISPLAYS: displays = '', TEST_PARALLEL_INDEX: index } = process.env;
  const name = displays.split(' ')[Number(index)];
  return name ? { DISPLAY: name } : {};
};

export interface LaunchOptions {
  /** PKCS#11 module that the person has added before; default: the real one. */
  readonly module?: string;
  readonly env?: Record<string, string>;
  /** Another application than the built one of this checkout. */
  readonly executable?: string;
  readonly arguments?: readonly string[];
  readonly settings?: Record<string, unknown>;
  /** Leaves the guide of the first start open; default: the person has skipped it. */
  readonly guide?: boolean;
  /** The person has added the root of the test hierarchy before; default: yes. */
  readonly ownRoot?: boolean;
  /** Fills the profile (absolute) before the application starts. */
  readonly fill?: (profile: string) => Promise<void>;
}

/** What matters where a profile is there already. */
export type StartOptions = Pick<LaunchOptions, 'env' | 'executable' | 'arguments'> & {
  /** Whether the guide opens by itself, and is then left open; default: it opens and is skipped. */
  readonly guide?: boolean | 'seen';
};

/** By the step that a person takes on the command line. */
const addRoot = async (profile: string, { pki: { root } }: Workplace): Promise<void> => {
  const fingerprint = sha256(root.der);
  const words = ['trust', 'add', root.certificate, '--fingerprint', fingerprint, '--compared', '--data', profile];
  const { code, stderr } = await kyso(words);
  if (code !== 0) throw new Error(`the root could not be added: ${stderr}`);
};

export class Desktop {
  private constructor(
    readonly app: ElectronApplication,
    readonly window: Page,
    readonly profile: string,
  ) {}

  /** Starts the application with a fresh profile in which module, test root and output folder are chosen. */
  static async launch(surroundings: Surroundings, options: LaunchOptions = {}): Promise<Desktop> {
    const { workplace, outputFolder, crlPort } = surroundings;
    const profile = join(workplace.folder, `profile-${randomUUID()}`);
    const module = options.module ?? workplace.token.modulePath;
    mkdirSync(profile, { recursive: true });
    const settings = { modules: [{ path: module, sha256: sha256(module) }], outputFolder, ...options.settings };
    writeFileSync(join(profile, 'settings.json'), JSON.stringify(settings));
    mkdirSync(join(profile, 'policy'));
    const network = { hosts: [{ host: '127.0.0.1', ports: [crlPort] }] };
    writeFileSync(join(profile, 'policy', 'network.json'), JSON.stringify(network));
    if (options.ownRoot ?? true) await addRoot(profile, workplace);
    await options.fill?.(profile);
    return Desktop.start(surroundings, profile, options);
  }

  /** Starts the application with a profile (absolute) that it has had before. */
  static async start({ workplace }: Surroundings, profile: string, options: StartOptions = {}): Promise<Desktop> {
    const runtime: { executable: string } = JSON.parse(readFileSync(join(root, '.runtime', 'electron.json'), 'utf8'));
    const inherited = Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const app = await _electron.launch({
      executablePath: options.executable ?? runtime.executable,
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--user-data-dir=${profile}`,
        ...(options.arguments ?? []),
      ],
      // Chromium reads names of files by the locale; a desktop's is UTF-8, that of a build machine may be none.
      env: {
        ...inherited,
        ...ownDisplay(),
        LC_ALL: 'C.UTF-8',
        TZ: 'Asia/Ho_Chi_Minh',
        ...workplace.token.env,
        ...options.env,
      },
    });
    const window = await app.firstWindow();
    if (options.guide === 'seen') {
      await window.getByRole('navigation').waitFor();
      return new Desktop(app, window, profile);
    }
    // The guide of the first start stands before everything else.
    const skip = window.getByRole('button', { name: 'Bỏ qua' });
    await skip.waitFor();
    if (options.guide !== true) {
      await skip.click();
      await window.getByRole('navigation').waitFor();
    }
    return new Desktop(app, window, profile);
  }

  /** The page of one task; the others stay in the window, hidden. */
  page(name: 'Ký văn bản' | 'Kiểm tra chữ ký số' | 'Văn thư' | 'Hàng đợi' | 'Kiểm tra máy' | 'Cài đặt'): Locator {
    return this.window.getByRole('main', { name });
  }

  async open(name: 'Ký' | 'Kiểm tra' | 'Văn thư' | 'Hàng đợi' | 'Kiểm tra máy' | 'Cài đặt'): Promise<void> {
    await this.window.getByRole('navigation').getByRole('button', { name, exact: true }).click();
  }

  /** Chooses files by the page's button; the operating system's dialog answers with `paths`. */
  async choose(page: Locator, paths: readonly string[]): Promise<void> {
    await this.app.evaluate(({ dialog }, filePaths) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [...filePaths] });
    }, paths);
    await page.getByRole('button', { name: 'Chọn văn bản…' }).first().click();
  }

  /** The window that asks for a PIN, or two, once it says what for. */
  async prompt(): Promise<Page> {
    const isPin = (page: Page): boolean => page.url().endsWith('/pin.html');
    const open = this.app.windows().find(isPin);
    const page = open ?? (await this.app.waitForEvent('window', isPin));
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }

  /** The PIN window, once it is there. */
  async pinWindow(): Promise<Page> {
    const page = await this.prompt();
    await page.getByRole('textbox', { name: 'Mã PIN' }).waitFor();
    return page;
  }

  /** As the operating system tells it. */
  lockScreen(): Promise<void> {
    return this.app.evaluate(({ powerMonitor }) => {
      powerMonitor.emit('lock-screen');
    });
  }

  /**
   * Types the PIN as a person would, who first accepts what is not known of the certificate; the window is gone
   * afterwards.
   */
  async typePin(pin: string): Promise<void> {
    const page = await this.pinWindow();
    const caution = page.getByRole('checkbox', { name: 'Tôi đã đọc và vẫn ký' });
    if (await caution.isVisible()) await caution.check();
    await page.getByRole('textbox', { name: 'Mã PIN' }).fill(pin);
    const closed = page.waitForEvent('close');
    // The window may be gone before the key is released.
    await page.keyboard.press('Enter').catch(() => undefined);
    await closed;
  }

  /** Declines to type the PIN; the window is gone afterwards. */
  async declinePin(): Promise<void> {
    await this.pinWindow();
    await this.declinePrompt();
  }

  /** The same for any window that asks for a PIN. */
  async declinePrompt(): Promise<void> {
    const page = await this.prompt();
    const closed = page.waitForEvent('close');
    // The window may be gone before the click is over.
    await page
      .getByRole('button', { name: 'Hủy' })
      .click()
      .catch(() => undefined);
    await closed;
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}
