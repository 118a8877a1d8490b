/**
 * Work with the document server through the window alone: both ways to sign in and the way out, a slow line, pause and
 * resume, a server that is gone and back, who gives the numbers, and a server that wants a certificate of this computer.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type RunningServer, startServer } from '../../tools/provincial-server/server.mjs';
import { documents, pin } from '../integration/installation.js';
import { Desktop, makeSurroundings, type Surroundings, serverUser } from './application.js';
import { takePicture } from './picture.js';
import { expectWhole } from './whole.js';

test.describe.configure({ mode: 'serial' });

let surroundings: Surroundings;
let server: RunningServer;
let desktop: Desktop;
let home: string;

const serve = (port = 0): Promise<RunningServer> => {
  const { workplace } = surroundings;
  return startServer({
    dataDir: join(workplace.folder, 'server-of-this-test'),
    port,
    seed: [documents.text, documents.scan],
    users: [{ ...serverUser, certificates: [workplace.pki.person.certificate] }],
    anchors: [workplace.pki.root.certificate],
  });
};

const openssl = (...words: string[]): void => void execFileSync('openssl', words, { stdio: 'pipe' });
const request = ['req', '-x509', '-utf8', '-nodes', '-days', '30', '-newkey', 'rsa:2048'];
const at = (name: string): string => join(home, name);

/** A certificate store with an authority that is trusted for servers, and two certificates of this computer. */
const makeStore = (): void => {
  const nss = at('.pki/nssdb');
  mkdirSync(nss, { recursive: true });
  const certutil = (...words: string[]): void =>
    void execFileSync('certutil', ['-d', `sql:${nss}`, ...words], { stdio: 'pipe' });
  certutil('-N', '--empty-password');
  openssl(...request, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=CA của mạng');
  certutil('-A', '-n', 'ca', '-t', 'C,,', '-i', at('ca.pem'));
  const leaf = (name: string, subject: string, ...more: string[]): void => {
    const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)];
    openssl(...request, ...files, '-subj', subject, '-CA', at('ca.pem'), '-CAkey', at('ca.key'), ...more);
  };
  leaf('tls', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1');
  for (const [name, subject] of [
    ['may-1', '/CN=Máy văn thư 1'],
    ['may-2', '/CN=Máy văn thư 2'],
  ] as const) {
    leaf(name, subject);
    const files = ['-in', at(`${name}.pem`), '-inkey', at(`${name}.key`), '-out', at(`${name}.p12`)];
    openssl('pkcs12', '-export', '-name', name, '-passout', 'pass:x', ...files);
    execFileSync('pk12util', ['-d', `sql:${nss}`, '-i', at(`${name}.p12`), '-W', 'x', '-K', ''], { stdio: 'pipe' });
  }
};

test.beforeAll(async () => {
  surroundings = await makeSurroundings();
  home = join(surroundings.workplace.folder, 'home');
  makeStore();
  server = await serve();
  desktop = await Desktop.launch(surroundings, { env: { HOME: home } });
});
test.afterAll(async () => {
  await desktop.close();
  await server.close();
  await surroundings.close();
});

const violations = async (page: Page): Promise<unknown[]> => {
  const found = await new AxeBuilder({ page })
    // Without it axe opens a page of its own, which Electron has none of.
    .setLegacyMode()
    // Fluent's invisible stops that keep the focus in the window.
    .exclude('[data-tabster-dummy]')
    .analyze();
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]);
};

const resize = (size: { width: number; height: number }): Promise<void> =>
  desktop.app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);

/** Nothing is cut at 100 % or 150 % of a small screen, and axe finds nothing. */
const look = async (name: string): Promise<void> => {
  for (const scale of [1.5, 1]) {
    await resize({ width: Math.round(1366 / scale), height: Math.round(728 / scale) });
    await desktop.window.waitForTimeout(200);
    await expectWhole(desktop.window);
    await takePicture(desktop.window, `${name}-${scale * 100}`);
  }
  expect(await violations(desktop.window), name).toEqual([]);
};

const inBothLanguages = async (name: string): Promise<void> => {
  await look(name);
  await desktop.window.getByRole('button', { name: 'English' }).click();
  expect(await violations(desktop.window), `${name} in English`).toEqual([]);
  await expectWhole(desktop.window);
  await takePicture(desktop.window, `${name}-en`);
  await desktop.window.getByRole('button', { name: 'Tiếng Việt' }).click();
};

const queue = (): Locator => desktop.page('Hàng đợi');

const signIn = async (password: string): Promise<void> => {
  await queue().getByRole('textbox', { name: 'Địa chỉ máy chủ' }).fill(server.url);
  await queue().getByRole('textbox', { name: 'Tên đăng nhập' }).fill(serverUser.username);
  await queue().getByLabel('Mật khẩu').fill(password);
  await queue().getByRole('button', { name: 'Đăng nhập', exact: true }).click();
};

const setLimit = async (limit: string): Promise<void> => {
  await desktop.open('Cài đặt');
  const settings = desktop.page('Cài đặt');
  await settings.getByRole('tab', { name: 'Máy chủ văn bản' }).click();
  await settings.getByRole('textbox', { name: 'Tốc độ nhiều nhất' }).fill(limit);
  await settings
    .getByRole('tabpanel', { name: 'Máy chủ văn bản' })
    .getByRole('button', { name: 'Lưu cài đặt' })
    .click();
};

test('a wrong password is told, the right one signs in, and the page says that the session is not kept here', async () => {
  await desktop.open('Hàng đợi');
  await inBothLanguages('may-chu-dang-nhap');
  await signIn('mật khẩu khác');
  await expect(queue().getByText(/không chấp nhận tên đăng nhập hoặc mật khẩu/)).toBeVisible();
  await signIn(serverUser.password);
  await expect(queue().getByText(`Đã đăng nhập máy chủ ${server.url} với tên van-thu.`)).toBeVisible();
  // Without a key ring nothing can be sealed for this person alone.
  await expect(queue().getByText(/phiên đăng nhập không được giữ lại/)).toBeVisible();
  await look('may-chu-da-dang-nhap');
});

test('numbers come from the server, and transfers are as slow as the person sets', async () => {
  await desktop.open('Cài đặt');
  const settings = desktop.page('Cài đặt');
  await settings.getByRole('tab', { name: 'Máy chủ văn bản' }).click();
  await settings.getByRole('checkbox', { name: /^Văn bản đến/ }).check();
  await setLimit('nhanh');
  await expect(settings.getByText(/Hãy nhập một số nguyên/)).toBeVisible();
  await inBothLanguages('may-chu-cai-dat');
  await setLimit('16');
  await expect(settings.getByText('Đã lưu', { exact: false })).toBeVisible();
  await expect(settings.getByRole('checkbox', { name: `Văn bản đến Máy chủ ${server.url} cấp số.` })).toBeChecked();
  expect(JSON.parse(readFileSync(join(desktop.profile, 'settings.json'), 'utf8'))).toMatchObject({ syncLimit: 16 });
});

test('a transfer shows how far it is, stops and goes on from there', async () => {
  await desktop.open('Hàng đợi');
  await queue().getByRole('button', { name: 'Lấy văn bản về' }).click();
  const progress = queue().getByRole('region', { name: 'Tiến độ với máy chủ' });
  await expect(progress.getByText('Đang lấy về: xong 0/2 văn bản')).toBeVisible();
  await expect(progress.getByText(/ · [1-9]\d?%/)).toBeVisible();
  await progress.getByRole('button', { name: 'Tạm dừng' }).click();
  await expect(progress.getByText(/^Đang tạm dừng/)).toBeVisible();
  await look('may-chu-tam-dung');
  await progress.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(progress.getByText('Đang lấy về: xong 0/2 văn bản')).toBeVisible();
  await setLimit('');
  await desktop.open('Hàng đợi');
  await expect(queue().getByText('Đã lấy về 2 văn bản.', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(progress).toBeHidden();
});

test('with the server gone documents wait and say so, and go once it is back', async () => {
  await queue().getByRole('checkbox', { name: 'Chọn tất cả 2 văn bản đang hiện' }).click();
  await queue().getByRole('button', { name: 'Ký đã chọn (2)' }).click();
  await desktop.window.getByRole('button', { name: 'Tiếp tục nhập mã PIN' }).click();
  await desktop.typePin(pin);
  await expect(desktop.window.getByText('Cả 2 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 60_000 });
  await desktop.window.getByRole('button', { name: 'Về hàng đợi' }).click();
  await expect(queue().getByText(/Bấm “Gửi lên máy chủ” để gửi đi/)).toHaveCount(2);

  const port = Number(new URL(server.url).port);
  await server.close();
  await queue().getByRole('button', { name: 'Gửi lên máy chủ' }).click();
  const row = queue().getByRole('row').nth(1);
  await expect(row.getByText(/^Không kết nối được máy chủ văn bản/)).toBeVisible({ timeout: 60_000 });
  await expect(queue().getByText(/Phần mềm tự liên lạc lại lúc/)).toBeVisible();
  // Once for all, and with the document that was tried.
  await expect(queue().getByText(/Không kết nối được máy chủ văn bản/)).toHaveCount(2);
  await expect(desktop.window.getByText('Máy chủ: không liên lạc được')).toBeVisible();
  await inBothLanguages('may-chu-mat-ket-noi');

  server = await serve(port);
  await queue().getByRole('button', { name: 'Gửi lên máy chủ' }).click();
  await expect(queue().getByText(/^Đã gửi 2 văn bản lên máy chủ/)).toBeVisible({ timeout: 60_000 });
  await expect(queue().getByText(/Máy chủ đã nhận và đang kiểm tra chữ ký/)).toHaveCount(2);
  await look('may-chu-da-gui');
});

test('a person signs out, and in again with the certificate of the token', async () => {
  await queue().getByRole('button', { name: 'Đăng xuất' }).click();
  await expect(queue().getByRole('form', { name: 'Đăng nhập máy chủ văn bản' })).toBeVisible();
  await expect(queue().getByRole('button', { name: 'Lấy văn bản về' })).toBeDisabled();
  await expect(queue().getByText(/^Đã gửi 2 văn bản/)).toBeHidden();
  await queue().getByRole('button', { name: 'Đăng nhập bằng chứng thư số' }).click();
  const prompt = await desktop.pinWindow();
  await expect(prompt.getByText(server.url, { exact: false })).toBeVisible();
  await desktop.typePin(pin);
  const name = 'Nguyễn Thị Minh Anh THỬ NGHIỆM';
  await expect(queue().getByText(`Đã đăng nhập máy chủ ${server.url} với tên ${name}.`)).toBeVisible();
  await queue().getByRole('button', { name: 'Lấy văn bản về' }).click();
  await expect(queue().getByText(/^Đã lấy về 0 văn bản\./)).toBeVisible({ timeout: 30_000 });
});

/** TLS that wants a certificate of the client, and answers with its name. */
const startDemanding = async (): Promise<{ url: string; close(): void }> => {
  const identity = {
    key: readFileSync(at('tls.key')),
    cert: readFileSync(at('tls.pem')),
    ca: readFileSync(at('ca.pem')),
  };
  const demanding = createServer({ ...identity, requestCert: true, rejectUnauthorized: true }, (incoming, outgoing) => {
    const socket = incoming.socket as import('node:tls').TLSSocket;
    outgoing.setHeader('content-type', 'text/plain; charset=utf-8').end(socket.getPeerCertificate().subject.CN);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => demanding.once('listening', resolve));
  const close = (): void => {
    demanding.closeAllConnections();
    demanding.close();
  };
  return { url: `https://127.0.0.1:${(demanding.address() as AddressInfo).port}`, close };
};

test('a server that wants a certificate of this computer gets the chosen one, and none in silence', async () => {
  const demanding = await startDemanding();
  await queue().getByRole('button', { name: 'Đăng xuất' }).click();
  await queue().getByRole('textbox', { name: 'Địa chỉ máy chủ' }).fill(demanding.url);
  await queue().getByLabel('Mật khẩu').fill('x');
  await queue().getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  // This Electron asks nobody for a request of its own (before 45): the connection is refused, and that is told.
  const dialog = desktop.window.getByRole('dialog', { name: 'Chọn chứng thư để kết nối' });
  const refused = queue().getByText(/chỉ nhận kết nối từ máy có chứng thư kết nối/);
  await expect(dialog.or(refused)).toBeVisible();
  if (await dialog.isVisible()) await dialog.getByRole('button', { name: 'Hủy' }).click();
  await expect(refused).toBeVisible();

  // The same event by a page: what the handler does is the same.
  await desktop.app.evaluate(({ BrowserWindow, session }, url) => {
    const page = new BrowserWindow({ show: false, webPreferences: { session: session.fromPartition('network') } });
    const loaded = page
      .loadURL(url)
      .then(() => page.webContents.executeJavaScript('document.body.innerText'))
      .catch(String)
      .finally(() => page.destroy());
    Object.assign(globalThis, { loaded });
  }, demanding.url);
  await expect(dialog.getByRole('radio')).toHaveCount(2);
  await expect(dialog.getByRole('button', { name: 'Dùng chứng thư này' })).toBeDisabled();
  await look('may-chu-chung-thu-ket-noi');
  await dialog.getByRole('radio', { name: /^Máy văn thư 2/ }).check();
  await dialog.getByRole('button', { name: 'Dùng chứng thư này' }).click();
  await expect(dialog).toBeHidden();
  expect(await desktop.app.evaluate(() => Reflect.get(globalThis, 'loaded'))).toBe('Máy văn thư 2');
  demanding.close();
});
