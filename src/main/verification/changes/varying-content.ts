/**
 * What lets a signed document look otherwise without a byte of it changing: told with whatever verdict, as the signature
 * vouches for all of its looks alike.
 */
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../../pdf/document.js';
import { hasVaryingLayers } from '../../pdf/layers.js';
import { isName, type PdfDict, PdfName } from '../../pdf/objects.js';
import type { Finding } from '../findings.js';

type Detail = { readonly vi: string; readonly en: string };

const layers: Detail = {
  vi: 'có lớp nội dung ẩn, hoặc lớp tự bật tắt khi in hay phóng to',
  en: 'it has layers that are hidden, or that printing or zooming switches',
};
const scripts: Detail = {
  vi: 'có mã lệnh tự chạy khi mở tệp hoặc mở trang',
  en: 'it has scripts that run when it, or a page of it, is opened',
};

/** Far more than a document with actions on its pages has. */
const mostPages = 20_000;

const hasAction = (document: PdfDocument, dict: PdfDict): boolean =>
  [...(document.dict(dict, 'AA')?.entries.keys() ?? [])].length > 0;

/** 12.6.4.17: a script can do anything; other actions of the catalog, but for going to a page, change what is seen too. */
const hasScripts = (document: PdfDocument): boolean => {
  const { catalog } = document;
  const names = document.dict(catalog, 'Names');
  const opening = document.dict(catalog, 'OpenAction');
  const kind = opening && document.value(opening, 'S');
  return (
    (names !== null && document.value(names, 'JavaScript') !== null) ||
    (kind instanceof PdfName && !isName(kind, 'GoTo') && !isName(kind, 'Named')) ||
    hasAction(document, catalog) ||
    document
      .pages()
      .slice(0, mostPages)
      .some(({ dict }) => hasAction(document, dict))
  );
};

/** One finding `content-varies` for each kind; none of what cannot be read. */
export const varyingContent = (document: PdfDocument): Finding[] => {
  try {
    const found = [...(hasVaryingLayers(document) ? [layers] : []), ...(hasScripts(document) ? [scripts] : [])];
    return found.map((detail) => ({ code: 'content-varies', params: { detail } }));
  } catch (thrown) {
    if (thrown instanceof Fault) return [];
    throw thrown;
  }
};
