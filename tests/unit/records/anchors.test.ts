/** Each test: something that real documents do and that misled a locator. */
import { describe, expect, it } from 'vitest';
import { Sheet } from '../../corpus/letters/sheet.js';
import { LINE, letterHead, NATION, read, writeBody, writeFoot } from './reading-support.js';

describe('the head', () => {
  it('an agency that runs into quốc hiệu is told apart from it', () => {
    const sheet = new Sheet();
    const end = sheet.line(70, 770, 12, 'THỦ TƯỚNG CHÍNH PHỦ');
    sheet.line(end + 5, 770, 12, NATION);
    sheet.line(end + 60, 755, 13, 'Độc lập - Tự do - Hạnh phúc');
    const { agency, nation } = read([sheet]);
    expect([agency?.text, nation?.text]).toEqual(['THỦ TƯỚNG CHÍNH PHỦ', NATION]);
    expect(nation?.box.x).toBeCloseTo(end + 5, 0);
  });

  it('a name over two lines is one agency, two names are two', () => {
    const one = read([letterHead({ agency: ['ỦY BAN NHÂN DÂN', 'TỈNH THỬ NGHIỆM'] })]);
    expect([one.agency?.text, one.superiorAgency]).toEqual(['ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM', null]);
    const two = read([letterHead({ agency: ['UBND TỈNH THỬ NGHIỆM', 'SỞ NỘI VỤ'] })]);
    expect([two.agency?.text, two.superiorAgency]).toEqual(['SỞ NỘI VỤ', 'UBND TỈNH THỬ NGHIỆM']);
  });

  it('the cover of a standard is no letter: it names the nation in its middle', () => {
    const sheet = new Sheet();
    sheet.centred(297, 700, 14, NATION);
    sheet.centred(297, 680, 14, 'QCVN 03:2026/BTN');
    expect(read([sheet]).nation).toBeNull();
  });

  it('a page without quốc hiệu is an appendix where it says so', () => {
    const sheet = new Sheet();
    sheet.centred(297, 780, 14, 'PHỤ LỤC I');
    sheet.centred(297, 762, 13, '(Kèm theo Tờ trình số 12/TTr-SNV ngày 05 tháng 6 năm 2026)');
    const { appendix, number, date } = read([writeBody(sheet)]);
    expect([appendix?.text, number, date]).toEqual(['PHỤ LỤC I', null, null]);
  });
});

describe('the number', () => {
  it('no room was left: a proposal at the place where it belongs', () => {
    const { number } = read([letterHead({ number: [[100, 'Số:/TTr-SNV']] })]);
    expect([number?.notation, number?.gap.filled, number?.gap.sure]).toEqual(['/TTr-SNV', null, false]);
    expect(number?.gap.box.width).toBeLessThan(1);
    expect(Math.abs((number?.gap.box.x ?? 0) - 119)).toBeLessThan(3);
    expect(number?.gap.reason?.vi).toContain('Khoảng trống');
  });

  it('dots are room, not a number', () => {
    const { number } = read([letterHead({ number: [[100, 'Số:.............../TTr-SNV']] })]);
    expect([number?.gap.filled, number?.gap.sure, number?.notation]).toEqual([null, true, '/TTr-SNV']);
    expect(number?.gap.box.width).toBeGreaterThan(40);
  });

  it('a number with a letter, printed', () => {
    const { number } = read([letterHead({ number: [[100, 'Số: 12a/TTr-SNV']] })]);
    expect([number?.gap.filled?.text, number?.notation]).toEqual(['12a', '/TTr-SNV']);
  });

  it('a year belongs to the notation', () => {
    const { number } = read([letterHead({ number: [[100, 'Số: 05/2026/NĐ-CP']] })]);
    expect([number?.gap.filled?.text, number?.notation]).toEqual(['05', '/2026/NĐ-CP']);
  });

  it('the line of a ĐẾN stamp and the number in the text are not it', () => {
    const sheet = letterHead();
    sheet.line(90, 700, 10, 'Số: 998');
    sheet.line(85, 640, 13, 'Số: 12/QĐ-UBND ngày 05 tháng 6 năm 2025');
    expect(read([sheet]).number?.gap.filled).toBeNull();
  });

  it('a number over quốc hiệu is that of somebody else', () => {
    const sheet = letterHead();
    sheet.line(90, 815, 10, 'Số: 998/VP');
    expect(read([sheet]).number).toMatchObject({ notation: '/TTr-SNV', gap: { filled: null } });
  });

  it('without a slash it is a proposal', () => {
    const { number } = read([letterHead({ number: [[100, 'Số:']] })]);
    expect([number?.notation, number?.gap.sure]).toEqual([null, false]);
    expect(number?.gap.reason?.en).toContain('slash');
  });

  it('at another height than the date it is a proposal', () => {
    const { number, date } = read([letterHead({ dateAbove: -18 })]);
    expect([number?.gap.sure, date?.day.sure]).toEqual([false, true]);
  });

  it('the appearance of a field fills it, a hidden one does not', () => {
    const sheet = letterHead();
    sheet.shown.push({ field: 'Signature3', rect: [122, LINE - 6, 160, LINE + 14], size: 13, text: '286' });
    expect(read([sheet]).number?.gap.filled).toMatchObject({ text: '286', field: 'Signature3' });
    const hidden = letterHead();
    hidden.shown.push({ field: 'S', rect: [122, LINE - 6, 160, LINE + 14], size: 13, text: '286', hidden: true });
    expect(read([hidden]).number?.gap.filled).toBeNull();
  });
});

describe('the date', () => {
  it('a date of the text is not it', () => {
    const sheet = letterHead({ date: [] });
    sheet.line(300, 640, 13, 'ngày 05 tháng 6 năm 2025');
    expect(read([sheet]).date).toBeNull();
  });

  it('day and month in fields, the year in dots', () => {
    const sheet = letterHead({
      date: [
        [330, 'Hà Nội, ngày'],
        [431, 'tháng'],
        [490, 'năm 20...'],
      ],
    });
    sheet.shown.push({ field: 'a', rect: [404, LINE - 6, 426, LINE + 14], size: 13, text: '05' });
    sheet.shown.push({ field: 'b', rect: [464, LINE - 6, 486, LINE + 14], size: 13, text: '11' });
    const { date } = read([sheet]);
    expect([date?.day.filled?.text, date?.month.filled?.text, date?.year, date?.city]).toEqual([
      '05',
      '11',
      null,
      'Hà Nội',
    ]);
  });

  it('day, month and words that touch', () => {
    const { date } = read([letterHead({ date: [[330, 'Hà Nội, ngày05tháng11năm 2026']] })]);
    expect([date?.day.filled?.text, date?.month.filled?.text, date?.year]).toEqual(['05', '11', '2026']);
  });
});

describe('type and subject', () => {
  it('a heading that begins as a type, with what it is about', () => {
    const sheet = letterHead();
    const { type, subject } = read([writeBody(sheet)]);
    expect([type?.name, type?.abbreviation, subject?.text]).toEqual(['Tờ trình', 'TTr', 'Về việc thử nghiệm']);
  });

  it('a subject that begins as the text of a decision does', () => {
    const sheet = letterHead();
    sheet.runs.splice(-2);
    sheet.centred(297, 690, 14, 'LUẬT');
    sheet.centred(297, 672, 14, 'CĂN CƯỚC');
    sheet.line(85, 640, 14, 'Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;');
    expect(read([sheet]).subject?.text).toBe('CĂN CƯỚC');
  });

  it('what a decision rests on is not what it is about', () => {
    const sheet = letterHead();
    sheet.runs.splice(-1);
    sheet.centred(297, 668, 14, 'Căn cứ Luật Tổ chức chính quyền địa phương;');
    expect(read([sheet])).toMatchObject({ type: { name: 'Tờ trình' }, subject: null });
  });

  it('a letter has none, and tells under the number what it is about', () => {
    const sheet = new Sheet();
    sheet.runs.push(
      ...letterHead({
        number: [
          [90, 'Số:'],
          [150, '/SNV-CCHC'],
        ],
      }).runs.filter(({ y }) => y > 700),
    );
    sheet.centred(150, 718, 12, 'V/v thử nghiệm tiếp nhận');
    sheet.centred(150, 704, 12, 'văn bản điện tử');
    const { type, subject } = read([writeBody(sheet)]);
    expect([type?.name, subject?.text]).toEqual(['Công văn', 'V/v thử nghiệm tiếp nhận văn bản điện tử']);
  });
});

describe('the signature block', () => {
  it('who signs for whom', () => {
    const sheet = writeFoot(
      writeBody(letterHead()),
      ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'],
      'Nguyễn Thị Minh Điệp',
    );
    const { block, recipients } = read([sheet]);
    expect(block).toMatchObject({
      authority: 'TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH',
      position: 'PHÓ CHỦ TỊCH',
      name: { text: 'Nguyễn Thị Minh Điệp' },
      sure: true,
    });
    expect(recipients?.list).toEqual(['Như trên', 'Lưu: VT']);
  });

  it('a position in a table or in the heading of a decision is none', () => {
    const sheet = writeBody(letterHead(), 600);
    sheet.centred(297, 410, 13, 'CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM');
    sheet.centred(460, 450, 12, 'GIÁM ĐỐC');
    sheet.centred(460, 434, 12, 'SỞ NỘI VỤ');
    const { block } = read([writeFoot(sheet, ['CHỦ TỊCH'], 'Trần Quốc Thắng')]);
    expect([block?.position, block?.name?.text]).toEqual(['CHỦ TỊCH', 'Trần Quốc Thắng']);
  });

  it('a form behind the letter is signed by somebody else', () => {
    const form = writeFoot(writeBody(new Sheet(), 700), ['GIÁM ĐỐC'], 'Lê Văn Đạt');
    const { block } = read([writeFoot(writeBody(letterHead()), ['CỤC TRƯỞNG'], 'Vũ Dũng'), form]);
    expect([block?.page, block?.name?.text]).toEqual([1, 'Vũ Dũng']);
  });

  it('the name stands on the next page: a proposal', () => {
    const sheet = writeFoot(writeBody(letterHead()), ['KT. BỘ TRƯỞNG', 'THỨ TRƯỞNG'], null, 110);
    const next = new Sheet();
    next.centred(424, 770, 14, 'Vũ Thị Mai');
    const { block } = read([sheet, next]);
    expect([block?.page, block?.name?.page, block?.name?.text, block?.sure]).toEqual([1, 2, 'Vũ Thị Mai', false]);
    expect(block?.reason?.en).toContain('next page');
  });

  it('a name that cannot be read: the place is estimated', () => {
    const { block } = read([writeFoot(writeBody(letterHead()), ['GIÁM ĐỐC'], null)]);
    expect([block?.name, block?.sure]).toEqual([null, false]);
    expect(block?.area.height).toBeCloseTo(75, 0);
  });

  it('beyond forty pages only the last three are looked at', () => {
    const blank = Array.from({ length: 45 }, () => writeBody(new Sheet()));
    const last = writeFoot(writeBody(new Sheet()), ['GIÁM ĐỐC'], 'Vũ Dũng');
    const { block, pages } = read([letterHead(), ...blank, last]);
    expect(block?.page).toBe(47);
    expect(pages.map(({ page }) => page)).toEqual([1, 45, 46, 47]);
  });
});

describe('stamps', () => {
  const stamped = (text: string, y = 700): ReturnType<typeof read> => {
    const sheet = writeBody(letterHead());
    sheet.line(90, y, 14, text);
    return read([sheet]);
  };

  it('secrecy is read, however its letters are spaced, the gravest word of it', () => {
    expect(stamped('MẬT').secrecy?.level).toBe('mat');
    expect(stamped('TỐI MẬT').secrecy?.level).toBe('toi-mat');
    expect(stamped('T U Y Ệ T  M Ậ T').secrecy?.level).toBe('tuyet-mat');
    expect(stamped('BẢO MẬT').secrecy).toBeNull();
    expect(stamped('MẶT').secrecy).toBeNull();
  });

  it('secrecy of an attached page is read in its head, not in its tables', () => {
    const second = (y: number): Sheet => {
      const sheet = writeBody(new Sheet(), 500);
      sheet.line(90, y, 14, 'MẬT');
      return sheet;
    };
    expect(read([letterHead(), second(780)]).secrecy).toMatchObject({ level: 'mat', page: 2 });
    expect(read([letterHead(), second(300)]).secrecy).toBeNull();
  });

  it('a field that says so', () => {
    const sheet = letterHead();
    sheet.shown.push({ field: 'dau', rect: [90, 690, 160, 710], size: 13, text: 'TỐI MẬT' });
    expect(read([sheet]).secrecy?.level).toBe('toi-mat');
  });

  it('urgency', () => {
    expect(stamped('HỎA TỐC').urgency?.level).toBe('hoa-toc');
    expect(stamped('KHẨN').urgency?.level).toBe('khan');
  });

  it('copies, arrivals and strips of signers', () => {
    const sheet = letterHead();
    sheet.line(400, 810, 10, 'SAO Y; SỞ NỘI VỤ');
    sheet.line(90, 650, 14, 'ĐẾN');
    sheet.line(90, 630, 10, 'Số: 998, 08:30');
    sheet.shown.push({ field: 'strip', rect: [380, 820, 560, 838], size: 8, text: 'Ký bởi: Sở Nội vụ' });
    sheet.shown.push({
      field: 'pl',
      rect: [300, 790, 560, 808],
      size: 8,
      text: 'Số: 12/TTr-SNV; 05/11/2026; 08:05:09',
    });
    expect(read([sheet]).stamps.map(({ kind, field }) => [kind, field])).toEqual([
      ['copy', null],
      ['arrival', null],
      ['issuer-strip', 'strip'],
      ['appendix', 'pl'],
    ]);
  });
});
