/** Follows a content stream and notes what it paints where (ISO 32000-2 8, 9). */
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../document.js';
import { isName, PdfDict, PdfName, type PdfObject, PdfStream, PdfString } from '../objects.js';
import { type Box, intersection, readBox } from '../pages.js';
import type { Budget } from './budget.js';
import type { Font, Procedures } from './font.js';
import {
  applyParameters,
  clipTo,
  type GraphicsState,
  initialState,
  type TextPosition,
  textStart,
} from './graphics-state.js';
import type { ContentItem, DrawnContent } from './items.js';
import { IDENTITY, type Matrix, matrixFrom, times, transformed, translation } from './matrix.js';
import { countedOperands } from './operands.js';
import { operations } from './operations.js';
import { isPale } from './paleness.js';
import { type PathBox, PathBuilder } from './path.js';
import type { Resources } from './resources.js';
import { type Word, WordBuilder } from './words.js';

const MOST_SAVED = 500;
const DEEPEST_FORM = 12;
/** Less than this is lost in the eight bits of a screen; what is drawn a hundred times over may be fainter than one sees. */
const FAINTEST = 0.002;
const UNIT: Box = { left: 0, bottom: 0, right: 1, top: 1 };

type Numbers = readonly [number, number, number, number, number, number];

interface Paint {
  /** A picture, whatever the shape that is painted with it. */
  readonly patterned: boolean;
  readonly filled: boolean;
}

const filledWith = (patterned: boolean): Paint => ({ patterned, filled: true });

export interface ContentStart {
  readonly ctm: Matrix;
  readonly clip: Box;
  /** Where names are looked for that a form's own resources do not have: most readers do. */
  readonly around: PdfDict | null;
  /** Whether {@link DrawnContent.complete} is to say so where readers may disagree on what is painted. */
  readonly strict: boolean;
}

export class ContentInterpreter {
  private readonly items: ContentItem[] = [];
  private complete = true;
  private state: GraphicsState;
  private saved: GraphicsState[] = [];
  private position: TextPosition = textStart();
  private path = new PathBuilder();
  private clipping = false;
  /** Those of the stream that is read come first, those of the streams around it after them. */
  private resources: readonly PdfDict[];
  private depth = 0;
  private readonly words = new WordBuilder((word) => this.word(word));

  constructor(
    private readonly document: PdfDocument,
    private readonly budget: Budget,
    private readonly known: { readonly resources: Resources; readonly font: (font: PdfObject) => Font | null },
    private readonly start: ContentStart,
  ) {
    this.state = initialState(start.ctm, start.clip);
    this.resources = start.around ? [start.around] : [];
  }

  drawn(): DrawnContent {
    return { items: this.items, complete: this.complete };
  }

  /** What stands before a syntax error is kept. */
  run(bytes: Uint8Array, resources: PdfDict | null): void {
    const outer = this.resources;
    if (resources) this.resources = [resources, ...outer];
    try {
      for (const { operator, operands } of operations(bytes)) {
        if (!this.budget.spend('operators')) {
          this.complete = false;
          break;
        }
        this.operate(operator, operands);
      }
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      this.complete = false;
    }
    this.words.finish();
    this.resources = outer;
  }

  /** A form XObject (8.10.1) in the state that is now. */
  form(stream: PdfStream): void {
    this.doubt(stream);
    const matrix = matrixFrom(this.document, stream.dict.get('Matrix')) ?? IDENTITY;
    const resources = this.known.resources.dict(stream.dict, 'Resources');
    const box = readBox(this.document, stream.dict.get('BBox'));
    const group = this.document.dict(stream.dict, 'Group');
    const isGroup = group !== null && isName(this.document.value(group, 'S'), 'Transparency');
    this.within(stream, matrix, resources, () => {
      if (box) clipTo(this.state, transformed(this.state.ctm, box));
      if (!isGroup) return;
      this.state.groupAlpha *= this.state.fillAlpha;
      this.state.fillAlpha = 1;
      this.state.strokeAlpha = 1;
    });
  }

  /**
   * What some readers show and others do not: layers (8.11.3), and data that a crypt filter (7.4.10) or its /Type may
   * exempt from encryption (7.5.8.2, 7.6.6).
   */
  private doubt({ dict }: PdfStream): void {
    if (!this.start.strict) return;
    const type = this.document.value(dict, 'Type');
    const filter = this.document.value(dict, 'Filter');
    const first = Array.isArray(filter) ? this.document.resolve(filter[0] ?? null) : filter;
    const isExempt = isName(first, 'Crypt') || UNENCRYPTED.some((name) => isName(type, name));
    if (dict.get('OC') !== null || isExempt) this.complete = false;
  }

  /** Runs a stream inside the current one, which goes on afterwards as if nothing had been. */
  private within(stream: PdfStream, matrix: Matrix, resources: PdfDict | null, prepare: () => void): void {
    const bytes = this.depth < DEEPEST_FORM ? this.content(stream) : null;
    if (!bytes) {
      this.complete = false;
      return;
    }
    const { saved, position, path, clipping, state } = this;
    this.words.finish();
    [this.saved, this.position, this.path, this.clipping] = [[], textStart(), new PathBuilder(), false];
    this.state = { ...state, ctm: times(matrix, state.ctm) };
    this.depth += 1;
    prepare();
    this.run(bytes, resources);
    this.depth -= 1;
    [this.saved, this.position, this.path, this.clipping, this.state] = [saved, position, path, clipping, state];
  }

  private content(stream: PdfStream): Uint8Array | null {
    try {
      const encoded = this.document.value(stream.dict, 'Length');
      const length = typeof encoded === 'number' ? Math.max(0, encoded) : 0;
      if (!this.budget.spend('forms') || !this.budget.spend('formBytes', length)) return null;
      const bytes = this.document.decode(stream);
      return this.budget.spend('formBytes', bytes.length) ? bytes : null;
    } catch (thrown) {
      if (thrown instanceof Fault) return null;
      throw thrown;
    }
  }

  private operate(operator: string, given: readonly PdfObject[]): void {
    const operands = countedOperands(operator, given);
    if (!operands) return;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = operands.map((item) => (typeof item === 'number' ? item : 0));
    const numbers: Numbers = [a, b, c, d, e, f];
    switch (operator) {
      case 'q':
        if (this.saved.length < MOST_SAVED) this.saved.push({ ...this.state });
        else this.complete = false;
        break;
      case 'Q':
        this.state = this.saved.pop() ?? this.state;
        break;
      case 'cm':
        this.state.ctm = times(numbers, this.state.ctm);
        break;
      case 'w':
        this.state.lineWidth = a;
        break;
      case 'M':
        this.state.miterLimit = Math.max(1, a);
        break;
      case 'BDC':
        if (this.start.strict && given.some((item) => isName(item, 'OC'))) this.complete = false;
        break;
      case 'gs':
        this.parameters(operands[0] ?? null);
        break;
      case 'Do':
        this.xObject(operands[0] ?? null);
        break;
      case 'BI':
        if (operands[0] !== true && this.start.strict) this.complete = false;
        this.image(null);
        break;
      case 'sh':
        if (this.state.clip)
          this.paint([{ box: this.state.clip, shape: 'rectangle' }], this.state.fillAlpha, filledWith(true));
        break;
      case 'g':
      case 'rg':
      case 'k':
      case 'cs':
      case 'sc':
      case 'scn':
        this.state.fillPattern = given.at(-1) instanceof PdfName && operator !== 'cs';
        if (operator === 'cs') this.state.fillSpace = given.at(-1) ?? null;
        this.state.pale = operator !== 'cs' && isPale(given, /^s/.test(operator) ? this.state.fillSpace : null);
        break;
      case 'G':
      case 'RG':
      case 'K':
      case 'CS':
      case 'SC':
      case 'SCN':
        this.state.strokePattern = given.at(-1) instanceof PdfName && operator !== 'CS';
        break;
      default:
        if (!this.operatePath(operator, numbers)) this.operateText(operator, operands, numbers);
    }
  }

  /** 8.5. */
  private operatePath(operator: string, [a, b, c, d, e, f]: Numbers): boolean {
    const { ctm } = this.state;
    switch (operator) {
      case 'm':
        this.path.move(ctm, [a, b]);
        return true;
      case 'l':
        this.path.line(ctm, [[a, b]]);
        return true;
      case 'c':
        this.path.line(ctm, [
          [a, b],
          [c, d],
          [e, f],
        ]);
        return true;
      case 'v':
      case 'y':
        this.path.line(ctm, [
          [a, b],
          [c, d],
        ]);
        return true;
      case 're':
        this.path.rectangle(ctm, a, b, c, d);
        return true;
      case 'h':
        this.path.close();
        return true;
      case 'W':
      case 'W*':
        this.clipping = true;
        return true;
      default:
        return this.paintPath(operator);
    }
  }

  /** 8.5.3: `s`, `b` close the path, `f`, `F`, `B`, `b` fill it, a star does so by the even-odd rule. */
  private paintPath(operator: string): boolean {
    if (!/^(?:[sS]|[fF]|f\*|[bB]\*?|n)$/.test(operator)) return false;
    if (/^[sb]/.test(operator)) this.path.close();
    const { fillAlpha, fillPattern, strokePattern } = this.state;
    if (/^[fFbB]/.test(operator))
      this.paint(this.path.filled(operator.endsWith('*')), fillAlpha, filledWith(fillPattern));
    if (/^[sSbB]/.test(operator)) {
      const { ctm, lineWidth, miterLimit, strokeAlpha } = this.state;
      const [across, up] = [Math.hypot(ctm[0], ctm[2]), Math.hypot(ctm[1], ctm[3])];
      const pen = { width: Math.abs(lineWidth) * across, height: Math.abs(lineWidth) * up, miterLimit };
      this.paint(this.path.stroked(pen), strokeAlpha, { patterned: strokePattern, filled: false });
    }
    const bounds = this.path.bounds();
    if (this.clipping && bounds) clipTo(this.state, bounds);
    if (this.path.truncated) this.complete = false;
    this.clipping = false;
    this.path.clear();
    return true;
  }

  /** 9.3, 9.4. */
  private operateText(operator: string, operands: readonly PdfObject[], [a, b, c, d, e, f]: Numbers): void {
    const { state } = this;
    switch (operator) {
      case 'BT':
        this.position = textStart();
        break;
      case 'Tf':
        state.font = this.fontNamed(operands[0] ?? null);
        state.fontSize = b;
        break;
      case 'Tc':
        state.characterSpacing = a;
        break;
      case 'Tw':
        state.wordSpacing = a;
        break;
      case 'Tz':
        state.scaling = a / 100;
        break;
      case 'TL':
        state.leading = a;
        break;
      case 'Ts':
        state.rise = a;
        break;
      case 'Tr':
        state.renderingMode = a;
        break;
      case 'Tm':
        this.position = { line: [a, b, c, d, e, f], text: [a, b, c, d, e, f] };
        break;
      case 'TD':
        state.leading = -b;
        this.moveLine(a, b);
        break;
      case 'Td':
        this.moveLine(a, b);
        break;
      case 'T*':
        this.moveLine(0, -state.leading);
        break;
      case 'Tj':
      case 'TJ':
        this.show(operands[0] ?? null);
        break;
      case "'":
        this.moveLine(0, -state.leading);
        this.show(operands[0] ?? null);
        break;
      case '"':
        [state.wordSpacing, state.characterSpacing] = [a, b];
        this.moveLine(0, -state.leading);
        this.show(operands[2] ?? null);
        break;
    }
  }

  private moveLine(x: number, y: number): void {
    const line = times(translation(x, y), this.position.line);
    this.position = { line, text: line };
  }

  private show(operand: PdfObject): void {
    for (const item of Array.isArray(operand) ? operand : [operand]) {
      if (item instanceof PdfString) this.showString(item.bytes);
      else if (typeof item === 'number') this.advance((-item / 1000) * this.state.fontSize * this.state.scaling);
    }
  }

  private advance(width: number): void {
    this.position.text = times(translation(width, 0), this.position.text);
  }

  private showString(bytes: Uint8Array): void {
    const { state } = this;
    const { font, fontSize, scaling } = state;
    if (!font) {
      if (bytes.length > 0) this.complete = false;
      return;
    }
    if (!font.isPlaced && this.start.strict) this.complete = false;
    for (const glyph of font.glyphs(bytes)) {
      if (!this.budget.spend('glyphs')) {
        this.complete = false;
        return;
      }
      const square: Matrix = [fontSize * scaling, 0, 0, fontSize, 0, state.rise];
      const matrix = times(times(square, this.position.text), state.ctm);
      const { width } = glyph;
      // What a drawing says is for those who see it: in a mark its text is a claim that nothing bears out.
      const text = this.start.strict && glyph.procedure ? null : glyph.text;
      const [alpha, hidden] = [this.alpha(this.textAlpha()), isHiddenMode(state.renderingMode) || isFlat(matrix)];
      // Neither the mode nor the size alone makes a drawing disappear (9.3.6, 9.6.4).
      if (glyph.procedure && font.procedures) this.procedure(glyph.procedure, font.procedures, matrix);
      const pale = state.pale || alpha < PALEST || renderingModeStrokes(state.renderingMode);
      this.words.add({ matrix, width, text, clip: state.clip, alpha, hidden, pale });
      this.advance((width * fontSize + state.characterSpacing + (glyph.isSpace ? state.wordSpacing : 0)) * scaling);
    }
  }

  /** A glyph that is a drawing of its own (9.6.4); its text is read beside it. */
  private procedure(stream: PdfStream, { matrix, resources }: Procedures, place: Matrix): void {
    const word = this.state;
    this.state = { ...word, ctm: place };
    this.within(stream, matrix, resources, () => undefined);
    this.state = word;
  }

  private textAlpha(): number {
    const { renderingMode, fillAlpha, strokeAlpha } = this.state;
    return renderingMode % 4 === 1 ? strokeAlpha : fillAlpha;
  }

  private fontNamed(name: PdfObject): Font | null {
    return this.known.font(this.known.resources.named(this.resources, 'Font', name));
  }

  private named(category: string, name: PdfObject): PdfObject {
    return this.known.resources.resolve(this.known.resources.named(this.resources, category, name));
  }

  private parameters(name: PdfObject): void {
    const parameters = this.named('ExtGState', name);
    if (!(parameters instanceof PdfDict)) return;
    applyParameters(this.document, this.state, parameters);
    const [font = null, size = null] = this.document.array(parameters, 'Font') ?? [];
    if (font === null || typeof size !== 'number') return;
    this.state.font = this.known.font(font);
    this.state.fontSize = size;
  }

  private xObject(name: PdfObject): void {
    const object = this.named('XObject', name);
    if (!(object instanceof PdfStream)) return;
    const subtype = this.document.value(object.dict, 'Subtype');
    if (isName(subtype, 'Image')) this.image(object);
    else if (isName(subtype, 'Form')) this.form(object);
  }

  private image(stream: PdfStream | null): void {
    const { ctm, fillAlpha } = this.state;
    const alpha = this.alpha(fillAlpha);
    if (stream) this.doubt(stream);
    this.words.finish();
    const masked =
      stream !== null && ['SMask', 'Mask', 'ImageMask'].some((key) => isSet(this.document.value(stream.dict, key)));
    const upright = (ctm[1] === 0 && ctm[2] === 0) || (ctm[0] === 0 && ctm[3] === 0);
    const opaque = !masked && upright && this.hides(alpha);
    this.add(transformed(ctm, UNIT), (box) => {
      this.items.push({ kind: 'image', box, alpha, opaque, invisible: alpha < FAINTEST, stream, matrix: ctm });
    });
  }

  private paint(boxes: readonly PathBox[], constantAlpha: number, { patterned, filled }: Paint): void {
    const alpha = this.alpha(constantAlpha);
    // What was written before it is under it.
    this.words.finish();
    for (const { box: drawn, shape: outline } of boxes) {
      const opaque = outline === 'rectangle' && this.hides(alpha);
      const shape = patterned ? 'other' : outline;
      this.add(drawn, (box) =>
        this.items.push({ kind: 'path', box, alpha, opaque, invisible: alpha < FAINTEST, shape, filled }),
      );
    }
  }

  private word({ text, box, size, alpha, hidden, pale }: Word): void {
    const invisible = hidden || alpha < FAINTEST;
    this.note(() => this.items.push({ kind: 'text', box, alpha, opaque: false, invisible, text, size, pale }));
  }

  private alpha(constant: number): number {
    return this.state.groupAlpha * constant;
  }

  private hides(alpha: number): boolean {
    return alpha === 1 && !this.state.blended && !this.state.softMasked;
  }

  /** Notes what is left of a box within the clipping path. */
  private add(drawn: Box, note: (box: Box) => void): void {
    const box = this.state.clip && intersection(this.state.clip, drawn);
    if (box) this.note(() => note(box));
  }

  private note(note: () => void): void {
    if (this.budget.spend('items')) note();
    else this.complete = false;
  }
}

const UNENCRYPTED = ['XRef', 'Metadata', 'EmbeddedFile'] as const;
const isSet = (object: PdfObject): boolean => object !== null && object !== false;
/** Invisible, or a clipping path alone (table 104). */
const isHiddenMode = (mode: number): boolean => mode === 3 || mode === 7;
/** Outlines alone, in the colour of lines. */
const renderingModeStrokes = (mode: number): boolean => mode === 1 || mode === 5;
/** Text that lets through more than this of what is under it is not read at a glance. */
const PALEST = 0.4;
const isFlat = (matrix: Matrix): boolean => Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) < 1e-6;
