#!/usr/bin/env node
/**
 * Makes what practice mode gives out: pictures of a seal and a signature that say what they are, and four documents of an
 * office that does not exist. The results are in the repository (resources/practice). Needs rsvg-convert, pdftoppm,
 * openssl and the built command line (`npm run build`).
 *
 *   node tools/practice-samples/make.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument } from 'pdf-lib';
import { projectPath } from '../setup/support.mjs';
import { createAuthority, issue } from '../test-pki/make.mjs';

const folder = projectPath('resources', 'practice');
const samples = join(folder, 'samples');
const work = mkdtempSync(join(tmpdir(), 'kyso-samples-'));
const inWork = (name) => join(work, name);

const picture = (name, width, svg) =>
  execFileSync('rsvg-convert', ['-w', String(width), '-o', join(folder, `${name}.png`)], { input: svg });

/** Letters one by one around the circle, as librsvg draws no text along a path. `from`: degrees, 0 at the top. */
const around = (text, { radius, from, step, size, upright }) =>
  Array.from(text)
    .map((letter, index) => {
      const angle = from + step * index;
      const turn = upright
        ? `rotate(${angle}) translate(0,${-radius})`
        : `rotate(${angle + 180}) translate(0,${radius})`;
      return letter === ' ' ? '' : `<text transform="${turn}" font-size="${size}">${letter}</text>`;
    })
    .join('');

const sans = 'font-family="Liberation Sans, sans-serif"';
const upper = { radius: 66, from: -75, step: 10, size: 17, upright: true };
const lower = { radius: 78, from: 242, step: -5.4, size: 11, upright: false };
const seal = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-100 -100 200 200">
  <g fill="none" stroke="#d01420">
    <circle r="94" stroke-width="5"/><circle r="87" stroke-width="1.6"/><circle r="54" stroke-width="1.6"/>
  </g>
  <g fill="#d01420" ${sans} font-weight="bold" text-anchor="middle">
    ${around('CƠ QUAN TẬP HUẤN', upper)}${around('KHÔNG CÓ GIÁ TRỊ PHÁP LÝ', lower)}
    <text font-size="24" y="-4">THỰC</text><text font-size="24" y="24">HÀNH</text>
  </g>
</svg>`;
const stroke =
  'M12,80 C40,10 66,4 58,52 C52,94 36,100 46,70 C60,30 92,30 88,62 C86,84 104,84 112,60 C120,38 134,44 130,64 ' +
  'C128,82 146,80 154,58 C160,40 176,44 172,64 C170,86 196,78 204,50 C210,30 226,36 220,60 C214,90 250,78 288,34';
const signature = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 110">
  <path d="${stroke}" fill="none" stroke="#1932aa" stroke-width="4" stroke-linecap="round"/>
  <text x="150" y="105" ${sans} font-size="15" fill="#1932aa" text-anchor="middle">chữ ký thực hành</text>
</svg>`;

const office = { organization: 'CƠ QUAN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ', leader: 'Nguyễn Văn Thực Hành' };
const people = {
  own: { superior: 'UBND TỈNH TẬP HUẤN', agency: 'CƠ QUAN TẬP HUẤN', leader: office.leader },
  other: { superior: 'UBND TỈNH TẬP HUẤN', agency: 'SỞ THỬ NGHIỆM', leader: 'Trần Thị Minh Họa' },
};

const leftMargin = 85;

/** A letter after NĐ 30/2020 phụ lục I. `number`, `day`, `month`: as printed, or empty for room that is left. */
const letter = async ({ from, notation, about, body, number = '', day = '', month = '', scan }) => {
  const pdf = await PDFDocument.create();
  pdf.registerFontkit(fontkit);
  const font = async (style) =>
    pdf.embedFont(readFileSync(projectPath('resources', 'fonts', `LiberationSerif-${style}.ttf`)), { subset: true });
  const [regular, bold, italic] = [await font('Regular'), await font('Bold'), await font('Italic')];
  const page = pdf.addPage([595, 842]);
  const line = (x, y, size, text, style = regular) => page.drawText(text, { x, y, size, font: style });
  const centred = (x, y, size, text, style = regular) =>
    line(x - style.widthOfTextAtSize(text, size) / 2, y, size, text, style);
  const [left, right] = [165, 420];
  centred(left, 778, 12, from.superior);
  centred(left, 763, 12, from.agency, bold);
  centred(right, 778, 12, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', bold);
  centred(right, 763, 13, 'Độc lập - Tự do - Hạnh phúc', bold);
  line(105, 738, 13, 'Số:');
  if (number !== '') line(134, 738, 13, number);
  line(165, 738, 13, notation);
  line(312, 738, 13, 'Thử Nghiệm, ngày', italic);
  if (day !== '') line(417, 738, 13, day, italic);
  line(438, 738, 13, 'tháng', italic);
  if (month !== '') line(474, 738, 13, month, italic);
  line(496, 738, 13, 'năm 2026', italic);
  for (const [index, text] of about.entries()) centred(left, 716 - 14 * index, 12, text);
  centred(300, 650, 14, 'Kính gửi: Các phòng, ban của Cơ quan Tập huấn');
  for (const [index, text] of body.entries()) line(leftMargin, 610 - 22 * index, 14, text);
  centred(300, 430, 13, 'VĂN BẢN THỰC HÀNH – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ', bold);
  const top = 360;
  line(leftMargin, top, 12, 'Nơi nhận:', italic);
  for (const [index, text] of ['- Như trên;', '- Lưu: VT.'].entries())
    line(leftMargin, top - 14 - 13 * index, 11, text);
  centred(420, top, 13, 'GIÁM ĐỐC', bold);
  centred(420, top - 92, 14, from.leader, bold);
  if (scan) {
    const png = (name) => pdf.embedPng(readFileSync(join(folder, `${name}.png`)));
    page.drawImage(await png('signature'), { x: 365, y: top - 72, width: 130, height: 48 });
    page.drawImage(await png('seal'), { x: 305, y: top - 100, width: 108, height: 108 });
  }
  return pdf.save();
};

/** The same page as a scanner would give it: one picture in colour at 200 dots an inch. */
const scanned = async (bytes) => {
  writeFileSync(inWork('page.pdf'), bytes);
  execFileSync('pdftoppm', ['-r', '200', '-jpeg', '-jpegopt', 'quality=80', inWork('page.pdf'), inWork('page')]);
  const pdf = await PDFDocument.create();
  const page = pdf.addPage([595, 842]);
  page.drawImage(await pdf.embedJpg(readFileSync(inWork('page-1.jpg'))), { x: 0, y: 0, width: 595, height: 842 });
  return pdf.save();
};

const presets = () => {
  const image = (name, widthMm) => ({
    pngBase64: readFileSync(join(folder, `${name}.png`)).toString('base64'),
    widthMm,
  });
  const arrivalStamp = { scale: 1, least: 0.6, place: 'under-number' };
  return {
    version: 1,
    office: {
      ...{ agency: people.own.agency, seal: image('seal', 38), marks: 'prepared-fields', timeFormat: 'iso' },
      ...{ arrivalStamp, series: [], corrections: {} },
    },
    leaders: [people.own, people.other].map(({ leader }) => ({
      name: leader,
      signature: image('signature', 45),
      initials: null,
    })),
  };
};

/** A certificate for exercises; its key is gone with the folder. */
const trainee = (authority, name, commonName) => {
  const passphrase = 'tap-huan-2026';
  const { key, certificate } = issue(authority, {
    name,
    subject: [
      ['C', 'VN'],
      ['O', office.organization],
      ['CN', `HUẤN LUYỆN – ${commonName}`],
    ],
    extensions: ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'],
    notAfter: new Date(Date.now() + 20 * 365 * 86_400_000),
  });
  const p12 = inWork(`${name}.p12`);
  const files = ['-inkey', key, '-in', certificate, '-certfile', authority.certificate];
  execFileSync('openssl', ['pkcs12', '-export', ...files, '-passout', `pass:${passphrase}`, '-out', p12]);
  return (file, ...options) => {
    const words = ['sign', file, '--out', work, '--training-p12', p12, '--passphrase-stdin', '--json', ...options];
    const said = execFileSync(process.execPath, [projectPath('out', 'main', 'cli.cjs'), ...words], {
      input: `${passphrase}\n`,
      encoding: 'utf8',
    });
    return readFileSync(JSON.parse(said).out);
  };
};

const put = (name, bytes) => {
  const file = inWork(name);
  writeFileSync(file, bytes);
  return file;
};

mkdirSync(samples, { recursive: true });
picture('seal', 480, seal);
picture('signature', 600, signature);
const authority = createAuthority(inWork('ca'), {
  subject: [
    ['C', 'VN'],
    ['O', office.organization],
    ['CN', 'CA HUẤN LUYỆN – TÀI LIỆU MẪU'],
  ],
  pathLength: 0,
});
const presetsFile = put('presets.json', JSON.stringify(presets()));
const leader = trainee(authority, 'leader', people.own.leader);
const other = trainee(authority, 'other', people.other.leader);
const approve = ['--operation', 'approve', '--presets', presetsFile];

const toApprove = await letter({
  from: people.own,
  notation: '/CQTH-VP',
  about: ['V/v tổ chức thực hành', 'ký số văn bản điện tử'],
  body: [
    'Để công chức làm quen với phần mềm ký số, Văn phòng đề nghị các phòng, ban cử',
    'người tham gia buổi thực hành vào tuần tới. Văn bản này do phần mềm tạo ra để',
    'thực hành ký duyệt, không gửi đi đâu.',
  ],
});
const toIssue = await letter({
  from: people.own,
  notation: '/CQTH-VP',
  about: ['V/v lập danh sách công chức', 'tham gia thực hành'],
  body: [
    'Văn phòng đề nghị các phòng, ban lập danh sách công chức tham gia buổi thực hành',
    'và gửi về trước ngày 30. Văn bản này đã có chữ ký tập huấn của người đứng đầu,',
    'chờ văn thư cấp số, ghi ngày và đóng dấu.',
  ],
});
const onPaper = await letter({
  from: people.own,
  notation: '/CQTH-VP',
  about: ['V/v thông báo lịch', 'thực hành năm 2026'],
  body: [
    'Văn phòng thông báo lịch thực hành của năm 2026. Văn bản này giả làm bản quét của',
    'một bản giấy đã ký, ghi số và đóng dấu, chờ văn thư ký số thành bản sao điện tử.',
  ],
  number: '12',
  day: '05',
  month: '3',
  scan: true,
});
const incoming = await letter({
  from: people.other,
  notation: '/STN-VP',
  about: ['V/v mời tham gia', 'buổi thực hành chung'],
  body: [
    'Sở Thử Nghiệm kính mời quý cơ quan tham gia buổi thực hành chung. Văn bản này giả',
    'làm văn bản của cơ quan khác gửi đến, chờ kiểm tra chữ ký và đóng dấu ĐẾN.',
  ],
  number: '27',
  day: '06',
  month: '3',
});
writeFileSync(join(samples, 'approve.pdf'), toApprove);
writeFileSync(join(samples, 'issue.pdf'), leader(put('issue.pdf', toIssue), ...approve));
writeFileSync(join(samples, 'scan.pdf'), await scanned(onPaper));
writeFileSync(join(samples, 'incoming.pdf'), other(put('incoming.pdf', incoming), ...approve));
rmSync(work, { recursive: true, force: true });
