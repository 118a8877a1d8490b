/** The window's side of the contract: replies become values or {@link ReplyFault}s for TanStack Query. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { ChannelName, Intake, ReplyOf, RequestOf } from '../../contracts/ipc.js';
import en from '../i18n/en.json';
import type { Bilingual } from '../i18n/index.js';
import vi from '../i18n/vi.json';

/** A fault that the main process answered with. */
export class ReplyFault extends Error {
  override readonly name = 'ReplyFault';

  constructor(readonly fault: FaultValue) {
    super(fault.en);
  }
}

/** Asks the main process; throws {@link ReplyFault} with its sentence. */
export const call = async <N extends ChannelName>(
  channel: N,
  ...request: RequestOf<N> extends undefined ? [] : [RequestOf<N>]
): Promise<ReplyOf<N>> => {
  const reply = await window.kyso.invoke(channel, ...request);
  if (!reply.ok) throw new ReplyFault(reply.error);
  return reply.value;
};

export const addFiles = async (files: File[]): Promise<Intake> => {
  const reply = await window.kyso.addFiles(files);
  if (!reply.ok) throw new ReplyFault(reply.error);
  return reply.value;
};

/** The sentence of anything thrown; what is no reply of the main process is a defect and says so. */
export const sentenceOf = (thrown: unknown): Bilingual =>
  thrown instanceof ReplyFault ? thrown.fault : { vi: vi.common.internalError, en: en.common.internalError };
