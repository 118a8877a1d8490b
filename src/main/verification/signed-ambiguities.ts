/**
 * What its author made ambiguous before anybody signed it (shadow documents): each reader shows what it takes from the
 * same signed bytes. Nothing has to change afterwards, so no comparison of revisions finds it.
 */
import { Fault } from '../../contracts/faults/index.js';
import { type Ambiguity, ambiguityOf } from '../pdf/ambiguity.js';
import type { PdfDocument } from '../pdf/document.js';
import type { Finding } from './findings.js';
import { isReadOtherwiseByRepair } from './repair.js';

type Detail = { readonly vi: string; readonly en: string };

const repaired: Detail = {
  vi: 'bảng chỉ mục của tệp bất thường và tệp có nội dung thứ hai được giấu',
  en: 'its cross-reference is unusual and a second content is hidden in it',
};
const details: Readonly<Record<Ambiguity, Detail>> = {
  entries: {
    vi: 'bảng chỉ mục của tệp chỉ hai nơi cho cùng một phần nội dung',
    en: 'its cross-reference names two places for one object',
  },
  keys: {
    vi: 'một trang hoặc nội dung của trang được khai báo hai lần khác nhau',
    en: 'a page, or what it is drawn with, is stated twice',
  },
  tree: {
    vi: 'danh sách trang mâu thuẫn với chính nó',
    en: 'its list of pages contradicts itself',
  },
};

/**
 * The finding `signed-ambiguously`, or none. What cannot be read is told by others.
 * @param document the file as it is now: what was added since is compared with what was signed
 */
export const signedAmbiguities = (document: PdfDocument): Finding[] => {
  try {
    const ambiguity = ambiguityOf(document);
    const detail = ambiguity ? details[ambiguity] : isReadOtherwiseByRepair(document) ? repaired : null;
    return detail === null ? [] : [{ code: 'signed-ambiguously', params: { detail } }];
  } catch (thrown) {
    if (thrown instanceof Fault) return [];
    throw thrown;
  }
};
