import { describe, expect, it } from 'vitest';
import { AddressPolicy } from '../../../../src/main/jobs/network/address-policy.js';
import { loadNetworkPolicy, parseHostEntry } from '../../../../src/main/jobs/network/network-policy.js';

const shipped = loadNetworkPolicy({ shipped: 'resources/policy/network.json', added: null });
const policy = new AddressPolicy({
  ...shipped,
  hosts: [
    ...shipped.hosts,
    { host: '127.0.0.1', ports: [8080] },
    { host: '::1', ports: [8081] },
    { host: 'ca.cong.example', ports: [8443] },
    { host: '192.168.7.7' },
    { host: 'noi-bo.gov.vn', private: true },
  ],
});
const decided = (address: string): string => {
  const decision = policy.decide(address);
  return decision.allowed ? decision.url : decision.why;
};

describe('addresses that real certificates hold', () => {
  it.each([
    ['http://ca.gov.vn/pki/pub/crl/cpcag2.crl', 'http://ca.gov.vn/pki/pub/crl/cpcag2.crl'],
    ['http://ocsp.ca.gov.vn', 'http://ocsp.ca.gov.vn/'],
    ['http://pub.ca.gov.vn/pki/pub/crl/cp.crl', 'http://pub.ca.gov.vn/pki/pub/crl/cp.crl'],
    ['https://rootca.gov.vn/crt/vnrca256.p7b', 'https://rootca.gov.vn/crt/vnrca256.p7b'],
    ['http://ocsp.vnpt-ca.vn/responder', 'http://ocsp.vnpt-ca.vn/responder'],
    ['http://ocsp.fis.com.vn/', 'http://ocsp.fis.com.vn/'],
    ['HTTP://OCSP.CA.GOV.VN/x?y=1#z', 'http://ocsp.ca.gov.vn/x?y=1'],
    ['http://ca.gov.vn:80/a', 'http://ca.gov.vn/a'],
    // Internal names, and the public server that answers for them.
    ['http://ocsp.ca.ptc', 'http://ocsp.ca.gov.vn/'],
    ['http://OCSP.ca.bca/path', 'http://ocsp.ca.gov.vn/path'],
    // What the administrator lists, and no more.
    ['http://127.0.0.1:8080/sub.crl', 'http://127.0.0.1:8080/sub.crl'],
    ['http://[::1]:8081/', 'http://[::1]:8081/'],
    ['https://ca.cong.example:8443/', 'https://ca.cong.example:8443/'],
    ['http://192.168.7.7/', 'http://192.168.7.7/'],
  ])('%s is called as %s', (address, called) => {
    expect(decided(address)).toBe(called);
  });

  it('an alias yields to a name that is listed itself', () => {
    const inside = new AddressPolicy({ ...shipped, hosts: [{ host: 'ocsp.ca.bca', private: true }, ...shipped.hosts] });
    expect(inside.decide('http://ocsp.ca.bca/')).toMatchObject({ url: 'http://ocsp.ca.bca/' });
  });
});

describe('addresses that a stranger may have written', () => {
  it.each([
    // Other hosts, and names made to look listed.
    ['http://evil.example/', 'not-listed'],
    ['http://gov.vn/', 'not-listed'],
    ['http://ca.gov.vn.evil.example/', 'not-listed'],
    ['http://evilgov.vn/', 'not-listed'],
    ['http://evil-gov.vn/', 'not-listed'],
    ['http://evil.example/ca.gov.vn', 'not-listed'],
    ['http://evil.example?ca.gov.vn', 'not-listed'],
    ['http://evil.example#.gov.vn', 'not-listed'],
    ['http://vnpt-ca.vn.evil.example/', 'not-listed'],
    ['http://fis.com.vn/', 'not-listed'],
    ['http://cа.gov.vn.example/', 'not-listed'],
    ['http://ca.gоv.vn/', 'not-listed'],
    ['http://[2001:4860:4860::8888]/', 'not-listed'],
    ['http://8.8.8.8/', 'not-listed'],
    ['http://constructor/', 'not-listed'],
    ['http://__proto__/', 'not-listed'],
    // This computer, this network, the cloud's metadata, in every notation.
    ['http://localhost/', 'not-listed'],
    ['http://localhost:8080/', 'not-listed'],
    ['http://127.0.0.1/', 'port'],
    ['http://127.0.0.1:8081/', 'port'],
    ['http://127.1/', 'port'],
    ['http://0x7f000001/', 'port'],
    ['http://2130706433/', 'port'],
    ['http://0177.0.0.1/', 'port'],
    ['http://127.0.0.2:8080/', 'not-listed'],
    ['http://[::1]:8080/', 'port'],
    ['http://[::ffff:127.0.0.1]:8080/', 'not-listed'],
    ['http://[::ffff:7f00:1]:8080/', 'not-listed'],
    ['http://0.0.0.0:8080/', 'not-listed'],
    ['http://169.254.169.254/latest/meta-data/', 'not-listed'],
    ['http://10.0.0.1/', 'not-listed'],
    ['http://192.168.7.7:81/', 'port'],
    ['http://router/', 'not-listed'],
    // Ports.
    ['http://ca.gov.vn:22/', 'port'],
    ['http://ca.gov.vn:443/', 'port'],
    ['https://ca.gov.vn:80/', 'port'],
    ['https://ca.cong.example/', 'port'],
    ['http://ocsp.ca.ptc:6379/', 'port'],
    ['http://ca.gov.vn:99999/', 'malformed'],
    // Credentials.
    ['http://user@ca.gov.vn/', 'credentials'],
    ['http://user:pass@ca.gov.vn/', 'credentials'],
    ['http://ca.gov.vn@evil.example/', 'credentials'],
    ['http://@ca.gov.vn/', 'credentials'],
    ['http://:@ca.gov.vn/', 'credentials'],
    // Schemes.
    ['file:///etc/passwd', 'scheme'],
    ['ftp://ca.gov.vn/', 'scheme'],
    ['ldap://ca.gov.vn/cn=x', 'scheme'],
    ['gopher://ca.gov.vn/', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['data:text/plain,a', 'scheme'],
    ['app://doc/1', 'scheme'],
    ['\\\\ca.gov.vn\\share', 'malformed'],
    // Forms that two readers may read differently.
    ['http://ca.gov.vn./', 'malformed'],
    ['http://evil.example\\@ca.gov.vn/', 'malformed'],
    ['http://ca.gov.vn\\.evil.example/', 'malformed'],
    ['http://ca.gov.vn\t/', 'malformed'],
    ['http://ca.gov.vn\r\nHost: evil/', 'malformed'],
    ['http://evil.example%00.gov.vn/', 'malformed'],
    ['http://evil.example%2f.gov.vn/', 'malformed'],
    ['http://ca gov.vn/', 'malformed'],
    ['//ca.gov.vn/', 'malformed'],
    ['', 'malformed'],
    [`http://ca.gov.vn/${'a'.repeat(3000)}`, 'malformed'],
  ])('%j is refused: %s', (address, why) => {
    expect(decided(address)).toBe(why);
  });
});

describe('where a listed name leads', () => {
  const admits = (url: string, ip: string): boolean => {
    const decision = policy.decide(url);
    if (!decision.allowed) throw new Error(decision.why);
    return policy.admits(decision, ip);
  };

  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '192.0.0.8',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:8.8.8.8',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'fec0::1',
    'ff02::1',
    '64:ff9b::a00:1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'nonsense',
  ])('is not %s', (ip) => {
    expect(admits('http://ca.gov.vn/', ip)).toBe(false);
  });

  it.each(['103.21.1.1', '172.32.0.1', '100.128.0.1', '2401:d800::1', '2a00:1450::1'])('may be %s', (ip) => {
    expect(admits('http://ca.gov.vn/', ip)).toBe(true);
  });

  it('may be a private network where the administrator says so, and still not this computer', () => {
    const url = 'http://noi-bo.gov.vn/';
    expect(['10.1.2.3', 'fd00::1'].map((ip) => admits(url, ip))).toEqual([true, true]);
    expect(['127.0.0.1', '::1', '169.254.1.1'].map((ip) => admits(url, ip))).toEqual([false, false, false]);
  });

  it('is this computer only for the very address that is listed', () => {
    expect(admits('http://127.0.0.1:8080/', '127.0.0.1')).toBe(true);
    expect(admits('http://127.0.0.1:8080/', '127.0.0.2')).toBe(false);
  });
});

describe('what may be listed', () => {
  it.each([
    ['ca.example.vn', { host: 'ca.example.vn' }],
    ['*.Example.vn', { host: '*.example.vn' }],
    ['ca.example.vn:8080', { host: 'ca.example.vn', ports: [8080] }],
    ['127.0.0.1:8080', { host: '127.0.0.1', ports: [8080] }],
    ['[::1]:8080', { host: '::1', ports: [8080] }],
    ['10.0.0.5', { host: '10.0.0.5' }],
  ])('%s', (text, entry) => {
    expect(parseHostEntry(text)).toEqual(entry);
  });

  it.each([
    '*',
    '*.vn',
    '*.*.vn',
    'ca.*.vn',
    'localhost',
    'localhost:8080',
    '127.0.0.1',
    '[::1]',
    '0.0.0.0:80',
    '169.254.169.254',
    '224.0.0.1',
    '[::ffff:127.0.0.1]:80',
    'http://ca.example.vn',
    'ca.example.vn/',
    'ca.example.vn.',
    'ca.example.vn:0',
    'ca.example.vn:70000',
    'ca.example.vn:8080:1',
    'user@ca.example.vn',
    'cа.example.vn',
    '',
  ])('not %j', (text) => {
    expect(parseHostEntry(text)).toBeNull();
  });
});
