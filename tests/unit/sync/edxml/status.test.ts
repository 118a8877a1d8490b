import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { EdxmlStatus } from '../../../../src/contracts/edxml.js';
import { Fault } from '../../../../src/contracts/faults/index.js';
import { type StatusCode, statusLabels, writeStatus } from '../../../../src/main/sync/edxml/status.js';
import { statusLine } from '../../../../src/main/sync/edxml/status-line.js';
import { readText } from './samples.js';

const status = (code: string, organId = 'H41.03', at = '2026-03-02T03:04:05Z', description?: string): EdxmlStatus => ({
  responseFor: {
    organId: 'H41.02.01',
    code: '05/TTr-SNV',
    issuedOn: '2026-03-02',
    documentId: 'H41.02.01,2026/03/02,05/TTr-SNV',
  },
  from: { organId, name: `Cơ quan ${organId}` },
  code,
  description,
  at,
  staff: { department: 'Văn phòng', staff: 'Trần D' },
});

const readStatus = async (xml: string) => {
  const read = await readText(xml);
  if (read.kind !== 'status') throw new Error('not a status');
  return read;
};

describe('a status', () => {
  it.each(Object.keys(statusLabels) as StatusCode[])(
    '%s is written in the order of strict readers and read again',
    async (code) => {
      const xml = writeStatus(status(code, 'H41.03', undefined, 'Đã vào sổ số 12 & chuyển'));
      const { stderr, status: exit } = spawnSync(
        'xmllint',
        ['--noout', '--schema', `${import.meta.dirname}/edxml.xsd`, '-'],
        {
          input: xml,
          encoding: 'utf8',
        },
      );
      expect([exit, exit === 0 ? '' : stderr]).toEqual([0, '']);
      const read = await readStatus(xml);
      expect(read.status).toEqual(status(code, 'H41.03', undefined, 'Đã vào sổ số 12 & chuyển'));
      expect(read.notes).toEqual([]);
    },
  );

  it('of the older form, with a day first, is read; its code is kept even where nobody knows it', async () => {
    const xml = `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Header>
      <edXML:Status><edXML:ResponseFor><edXML:OrganId>H41.02.01</edXML:OrganId><edXML:Code>05/TTr-SNV</edXML:Code></edXML:ResponseFor>
      <edXML:From><edXML:OrganId>H41.03</edXML:OrganId></edXML:From><edXML:StatusCode>09</edXML:StatusCode>
      <edXML:Timestamp>02/03/2026 10:04:05</edXML:Timestamp></edXML:Status></SOAP-ENV:Header><SOAP-ENV:Body/></SOAP-ENV:Envelope>`;
    const { status: read, notes } = await readStatus(xml);
    expect([read.code, read.at]).toEqual(['09', '2026-03-02T03:04:05Z']);
    expect(notes.map(({ code }) => code)).toEqual(['edxml.older-dialect', 'edxml.status-unknown']);
  });

  it.each([
    ['a code that is not in the list', status('07')],
    ['no time', { ...status('03'), at: undefined }],
    ['no office', { ...status('03'), from: {} }],
  ])('with %s is not written', (_name, wrong) => expect(() => writeStatus(wrong)).toThrow(Fault));
});

describe('the line that a clerk reads', () => {
  it('says who did what and when, Vietnamese time', () => {
    expect(statusLine([status('03', 'H41.03', '2026-03-02T18:04:00Z')], 1)).toEqual({
      vi: 'Cơ quan H41.03 đã tiếp nhận, vào sổ (01:04 ngày 03/03/2026).',
      en: 'Cơ quan H41.03: accepted and registered (01:04, 03/03/2026).',
    });
  });

  it('counts several answers, names who refused and why, and does not forget the silent', () => {
    const answers = [
      status('01', 'H41.03'),
      status('03', 'H41.04'),
      status('03', 'H41.05'),
      status('02', 'H41.06', '2026-03-02T03:04:05Z', 'Gửi nhầm.'),
    ];
    expect(statusLine(answers, 6)).toEqual({
      vi:
        'Cơ quan H41.06 từ chối tiếp nhận (10:04 ngày 02/03/2026): Gửi nhầm. ' +
        '2 nơi đã tiếp nhận, vào sổ; 1 nơi đã nhận được, chưa xử lý; 2 nơi chưa phản hồi.',
      en:
        'Cơ quan H41.06: refused (10:04, 02/03/2026): Gửi nhầm. ' +
        '2 offices: accepted and registered; 1 office: arrived, not handled yet; 2 offices: no answer yet.',
    });
  });

  it('takes the newest word of each office, in whatever order they came', () => {
    const early = status('02', 'H41.03', '2026-03-02T01:00:00Z');
    const late = status('06', 'H41.03', '2026-03-02T02:00:00Z');
    expect(statusLine([late, early], 1)).toEqual(statusLine([early, late], 1));
    expect(statusLine([late, early], 1).vi).toContain('đã hoàn thành');
  });

  it('does not call silence an answer, nor an unknown code a known one', () => {
    expect(statusLine([], 3, { kind: 'new', at: '2026-03-02T03:04:05Z' })).toEqual({
      vi: 'Đã lập gói gửi 3 nơi (10:04 ngày 02/03/2026); chưa nơi nào phản hồi.',
      en: 'Package for 3 offices made (10:04, 02/03/2026); no answer yet.',
    });
    expect(statusLine([status('77')], 1).vi).toContain('trạng thái lạ “77”');
    expect(statusLine([status('77')], 2).vi).toContain('trạng thái lạ “77”');
  });

  it('once a recall was sent, 02 and 03 answer the recall, and what was said before it is no answer', () => {
    const sent = { kind: 'recall', at: '2026-03-03T00:00:00Z' } as const;
    const before = status('06', 'H41.03', '2026-03-02T03:00:00Z');
    const agreed = status('03', 'H41.04', '2026-03-03T03:00:00Z');
    const too = status('15', 'H41.05', '2026-03-03T03:00:00Z');
    const refused = status('02', 'H41.06', '2026-03-03T03:00:00Z', 'Đã giải quyết xong');
    expect(statusLine([before], 1, sent).vi).toBe('Đã lập gói thu hồi (07:00 ngày 03/03/2026); chưa nơi nào phản hồi.');
    expect(statusLine([before, agreed, too, refused], 4, sent)).toEqual({
      vi:
        'Đã lập gói thu hồi (07:00 ngày 03/03/2026). ' +
        'Cơ quan H41.06 từ chối thu hồi (10:00 ngày 03/03/2026): Đã giải quyết xong. ' +
        '2 nơi đồng ý thu hồi; 1 nơi chưa phản hồi.',
      en:
        'Package for the recall made (07:00, 03/03/2026). ' +
        'Cơ quan H41.06: recall refused (10:00, 03/03/2026): Đã giải quyết xong. ' +
        '2 offices: recall agreed to; 1 office: no answer yet.',
    });
  });
});
