/** Asks for a PIN in a window of its own. The PIN goes over a MessagePort that is passed on unread. */
import { join } from 'node:path';
import {
  BrowserWindow,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  type MessagePortMain,
  screen,
} from 'electron';
import { type PinPrompt, pinChannels, pinSubmissionSchema } from '../../contracts/ipc.js';
import type { Practice } from '../jobs/practice/practice.js';
import type { TypedPin } from '../token/pin.js';
import { pageOrigin } from './content-security-policy.js';
import { isFrom, pinPage } from './sender.js';
import { Turns } from './turns.js';
import { lockedDown } from './windows.js';

interface OpenPrompt {
  readonly window: BrowserWindow;
  readonly prompt: PinPrompt;
  readonly decide: (typed: TypedPin | null) => void;
}

export class PinWindow {
  #open: OpenPrompt | undefined;
  readonly #turns = new Turns();

  /**
   * @param preloads folder of the built preloads
   * @param parent the window that the PIN window belongs to
   * @param practice set in practice mode: the window says so, and which PIN the training token has
   */
  constructor(
    private readonly preloads: string,
    private readonly parent: () => BrowserWindow | null,
    private readonly practice: Pick<Practice, 'pin'> | null,
  ) {
    ipcMain.handle(pinChannels.prompt, (event) => (this.#isOurs(event) ? this.#open?.prompt : undefined));
    ipcMain.on(pinChannels.port, (event, submission: unknown) => {
      const [port] = event.ports;
      const parsed = pinSubmissionSchema.safeParse(submission);
      if (!this.#isOurs(event) || !port || !parsed.success) return;
      this.#submit(port, parsed.data.acknowledgedFinalTry);
    });
    ipcMain.on(pinChannels.cancel, (event) => {
      if (this.#isOurs(event)) this.#end();
    });
  }

  /**
   * Shows the prompt once those before it are answered; resolves with the typed PIN, or null when the person declines or
   * closes the window, or nobody is there.
   */
  ask(prompt: PinPrompt): Promise<TypedPin | null> {
    const { practice } = this;
    return this.#turns.take(() => this.#show({ ...prompt, ...(practice && { practice: { pin: practice.pin } }) }));
  }

  /** Nobody is there: ends the prompt that is open, and those that wait. */
  decline(): void {
    this.#turns.dismiss();
    this.#end();
  }

  #show(prompt: PinPrompt): Promise<TypedPin | null> {
    return new Promise((decide) => {
      const parent = this.parent();
      const room = roomFor(parent);
      const window = new BrowserWindow({
        ...(parent ? { parent, modal: true } : {}),
        width: Math.min(500, room.width),
        height: Math.min(heightFor(prompt), room.height),
        useContentSize: true,
        resizable: true,
        minimizable: false,
        maximizable: false,
        show: false,
        title: titleOf(prompt),
        autoHideMenuBar: true,
        webPreferences: lockedDown(join(this.preloads, 'pin.cjs')),
      });
      window.removeMenu();
      window.setContentProtection(true);
      window.once('ready-to-show', () => window.show());
      window.on('closed', () => {
        if (this.#open?.window === window) this.#end();
      });
      this.#open = { window, prompt, decide };
      window.loadURL(`${pageOrigin}${pinPage}`).catch(() => this.#end());
    });
  }

  #isOurs(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
    return event.sender === this.#open?.window.webContents && isFrom(event, pinPage);
  }

  /**
   * The window goes out of sight at once and ends when the login is over: ended earlier, it would take the PIN with it
   * that is still on its way through the port. Where the PIN is typed on the reader it stays and says so: closing it
   * could not stop the reader.
   */
  #submit(port: MessagePortMain, acknowledgedFinalTry: boolean): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    if (open.prompt.token.pad) {
      open.window.on('close', (event) => event.preventDefault());
      this.parent()?.once('close', () => destroy(open.window));
    } else {
      open.window.hide();
    }
    const dispose = (): void => {
      // A host that never took the port would leave the PIN waiting in it.
      port.close();
      destroy(open.window);
    };
    open.decide({ pin: { kind: 'port', port }, acknowledgedFinalTry, dispose });
  }

  /** Ends the open prompt without a PIN. */
  #end(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    open.decide(null);
    destroy(open.window);
  }
}

const titleOf = ({ purpose, practice }: PinPrompt): string =>
  `${practice ? 'THỰC HÀNH – ' : ''}${purpose.kind === 'change' ? 'Đổi mã PIN' : 'Nhập mã PIN'} – Ký số công vụ`;

/** Letters that surely fit on one line of the list of names, and of a notice. */
const lettersPerLine = 48;

/** Of the screen that the parent is on, in CSS pixels; the title bar has its share. */
const roomFor = (parent: BrowserWindow | null): { readonly width: number; readonly height: number } => {
  const display = parent ? screen.getDisplayMatching(parent.getBounds()) : screen.getPrimaryDisplay();
  return { width: display.workAreaSize.width, height: display.workAreaSize.height - 40 };
};

/** Content height in CSS pixels: certificate, field and buttons, the names, and room for what the token says. */
const heightFor = ({ purpose, names, count, token, again, caution, practice }: PinPrompt): number => {
  const lines =
    names.reduce((sum, name) => sum + Math.max(1, Math.ceil(name.length / lettersPerLine)), 0) +
    (count > names.length ? 1 : 0);
  const explains = purpose.kind === 'signature' && purpose.number === 1;
  const mayBeLast = ['final-try', 'perhaps-final-try', 'count-unknown'].includes(token.state);
  // Of the last try the reason speaks, where there is one.
  const notices = (token.state === 'ok' || (again && mayBeLast) ? 0 : 1) + (explains ? 1 : 0);
  const reason = again ? 48 + (Math.ceil(again.vi.length / lettersPerLine) + 1) * 22 : 0;
  const ticks = (mayBeLast ? 1 : 0) + (caution.length > 0 ? 1 : 0);
  const cautionLines = caution.reduce((sum, { vi }) => sum + Math.ceil(vi.length / lettersPerLine), 0);
  const cautions = caution.length > 0 ? 56 + cautionLines * 20 : 0;
  // Two more fields in the place of the list of documents.
  const base = purpose.kind === 'change' ? (token.pad ? 320 : 510) : 384;
  return base + (practice ? 92 : 0) + lines * 19 + reason + notices * 92 + cautions + ticks * 40;
};

const destroy = (window: BrowserWindow): void => {
  if (!window.isDestroyed()) window.destroy();
};
