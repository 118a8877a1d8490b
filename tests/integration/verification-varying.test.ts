/** What is shown of a signed document can change without a byte of it: it stays valid and says so. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, baseBodies, baseDocument } from '../corpus/attacks/base-document.js';
import { type Bodies, put } from '../corpus/attacks/bodies.js';
import { type OpenedCast, openCast } from './attack-cast.js';

let cast: OpenedCast;
beforeAll(() => {
  cast = openCast();
});
afterAll(() => cast.close());

const told = (changes: Bodies): [string, boolean] => {
  const { verdict, warnings } = cast.verify(baseDocument(changes).sign(cast.person).bytes);
  return [verdict, warnings.some(({ code }) => code === 'content-varies')];
};
const root = baseBodies[at.root] ?? '';
const layers = (entries: string, group = ''): Bodies => ({
  [at.groups]: `<</OCGs[22 0 R]/D<<${entries}>>>>`,
  [at.group]: `<</Type/OCG/Name(Lop)${group}>>`,
});
const script = '<</S/JavaScript/JS(1)>>';
const switched = (print: string, view: string): string =>
  `/Usage<</Print<</PrintState/${print}>>/View<</ViewState/${view}>>>>`;
const automatic = '/AS[<</Event/Print/Category[/Print]/OCGs[22 0 R]>>]';

describe('content that varies', () => {
  it.each<[string, Bodies]>([
    ['a layer that is off at first', layers('/OFF[22 0 R]')],
    ['all layers off but for some', layers('/BaseState/OFF/ON[22 0 R]')],
    ['a layer for the printer alone', layers(automatic, switched('ON', 'OFF'))],
    ['a layer for the screen alone', layers(automatic, switched('OFF', 'ON'))],
    ['a layer for the screen alone, for readers that need not be asked', layers('', switched('OFF', 'ON'))],
    ['a layer by zoom', layers(automatic, '/Usage<</Zoom<</min 2>>>>')],
    ['a script by name', { [at.names]: `<</JavaScript<</Names[(a)${script}]>>>>` }],
    ['a script at opening', { [at.root]: put(root, 'OpenAction', script) }],
    ['layers set at opening', { [at.root]: put(root, 'OpenAction', '<</S/SetOCGState/State[/OFF 22 0 R]>>') }],
    ['a script before printing', { [at.root]: put(root, 'AA', `<</WP ${script}>>`) }],
    ['a script of a page', { [at.page]: put(baseBodies[at.page] ?? '', 'AA', `<</O ${script}>>`) }],
  ])('%s is told', (_name, changes) => expect(told(changes)).toEqual(['valid', true]));

  it.each<[string, Bodies]>([
    ['a layer that is on', {}],
    ['a layer that is on for every use', layers(automatic, switched('ON', 'ON'))],
    ['a page that opens first', { [at.root]: put(root, 'OpenAction', '<</S/GoTo/D[4 0 R/Fit]>>') }],
  ])('%s is nothing to tell', (_name, changes) => expect(told(changes)).toEqual(['valid', false]));
});
