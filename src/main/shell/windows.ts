/** The main window and what holds for every window: sandbox, no navigation, no new windows, no permissions. */
import { join } from 'node:path';
import { app, BrowserWindow, type BrowserWindowConstructorOptions, type Session, screen, session } from 'electron';
import { pageOrigin } from './content-security-policy.js';
import { mainPage } from './sender.js';

/** Settings that no window may weaken. */
export const lockedDown = (preload: string): NonNullable<BrowserWindowConstructorOptions['webPreferences']> => ({
  preload,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  spellcheck: false,
  navigateOnDragDrop: false,
});

/**
 * Every session of Chromium fetches a dictionary for spelling from Google, whether its windows spell or not, and asks
 * for it once `ready` is over: to be called in it. The address is one for the whole process; nothing stands there.
 */
export const fetchNoDictionaries = (): void =>
  session.defaultSession.setSpellCheckerDictionaryDownloadURL(`${pageOrigin}/no-dictionaries/`);

/** Refuses what a page of ours never asks for; set once for the session and for every web contents. */
export const hardenSession = (pages: Session): void => {
  pages.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  pages.setPermissionCheckHandler(() => false);
  pages.webRequest.onBeforeRequest((details, decide) => {
    const { protocol } = new URL(details.url);
    decide({ cancel: !['app:', 'blob:', 'data:', 'devtools:'].includes(protocol) });
  });
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
};

/** Two crashes within this time are no accident: loading the page once more would only crash it again. */
const crashLoopMs = 10_000;

/** What runs lives in the main process: a page that crashed is loaded anew and finds it again. */
const reloadAfterCrash = (window: BrowserWindow): void => {
  let last = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || Date.now() - last < crashLoopMs) return;
    last = Date.now();
    window.reload();
  });
};

/** Opens the main window; it shows itself when its first picture is drawn. Its title is the same in every language. */
export const openMainWindow = async (preloads: string, icon: string, title: string): Promise<BrowserWindow> => {
  // A screen of 1366 x 768 dots has room for 455 x 256 at 300 %.
  const room = screen.getPrimaryDisplay().workAreaSize;
  const window = new BrowserWindow({
    width: Math.min(1280, room.width),
    height: Math.min(800, room.height),
    minWidth: 400,
    minHeight: 220,
    show: false,
    title,
    icon,
    autoHideMenuBar: true,
    webPreferences: lockedDown(join(preloads, 'main.cjs')),
  });
  window.removeMenu();
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  reloadAfterCrash(window);
  await window.loadURL(`${pageOrigin}${mainPage}`).catch((thrown: unknown) => {
    // Closed before it was loaded: the person changed his mind, nothing failed.
    if (!window.isDestroyed()) throw thrown;
  });
  return window;
};
