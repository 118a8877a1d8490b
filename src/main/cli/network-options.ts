/** The options by which a command line says whom it trusts and asks: anchors, servers, and hosts that may be asked. */
import { type HostEntry, parseHostEntry } from '../jobs/network/network-policy.js';
import { usage } from './arguments.js';
import { dataOption } from './data-folder.js';

export const trustOptions = {
  trust: { type: 'string', multiple: true },
  offline: { type: 'boolean' },
  'allow-host': { type: 'string', multiple: true },
  ...dataOption,
} as const;

export const timestampOptions = { tsa: { type: 'string', multiple: true } } as const;

export interface NetworkValues {
  readonly trust?: readonly string[] | undefined;
  readonly offline?: boolean | undefined;
  readonly tsa?: readonly string[] | undefined;
  readonly 'allow-host'?: readonly string[] | undefined;
  readonly data?: string | undefined;
}

/** The hosts of `--allow-host`. Fault `app.usage`. */
export const readHosts = (values: Pick<NetworkValues, 'allow-host'>): HostEntry[] =>
  (values['allow-host'] ?? []).map((text) => {
    const entry = parseHostEntry(text);
    if (entry === null) {
      throw usage('--allow-host phải là tên máy chủ (ca.example.vn, *.example.vn, có thể kèm :cổng) hoặc địa chỉ IP');
    }
    return entry;
  });
