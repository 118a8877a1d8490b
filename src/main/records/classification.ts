/** State secrets have no business on a computer with a network. */
import { type FaultValue, faultValue } from '../../contracts/faults/index.js';
import type { OfficialFacts } from '../../contracts/records-facts.js';

/**
 * Why a document is not signed, sent or queued: it is marked MẬT, TỐI MẬT or TUYỆT MẬT. null says that no such mark was
 * read, not that there is none: of a scan only a person sees it.
 */
export const classifiedRefusal = ({ secrecy }: OfficialFacts): FaultValue | null =>
  secrecy && faultValue('records.classified', { mark: secrecy.text, page: secrecy.page });
