/** Where signed files are made for the comparison, and who signs them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../fuzz/mutations.js';
import { type House, openHouse } from '../matrix/house.js';

/** A file that every judge is asked about. */
export interface Subject {
  readonly name: string;
  readonly file: string;
  readonly password?: string;
}

export interface Studio {
  readonly folder: string;
  readonly house: House;
  /** One signer with the chain, for programs that sign by themselves. */
  readonly p12: string;
  readonly passphrase: string;
  /** All of them, or as many as a sample takes. */
  some<T>(items: readonly T[], sample: number): T[];
  /** A new path. */
  path(name: string): string;
}

export const passphrase = 'thu-nghiem';

/** @param random chooses a sample; null: everything */
export const openStudio = async (parent: string, random: Random | null): Promise<Studio> => {
  const folder = mkdtempSync(join(parent, 'studio-'));
  const house = await openHouse(join(folder, 'pki'));
  const { key, certificates } = house.signers.rsa2048;
  const [own, chain, p12] = ['own.pem', 'chain.pem', 'signer.p12'].map((name) => join(folder, name));
  if (!own || !chain || !p12) throw new Error('no paths');
  const pem = (der: Uint8Array): string =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
  writeFileSync(own, `${key.export({ type: 'pkcs8', format: 'pem' })}${pem(certificates[0].der)}`);
  writeFileSync(
    chain,
    certificates
      .slice(1)
      .map(({ der }) => pem(der))
      .join(''),
  );
  const files = ['-in', own, '-certfile', chain, '-out', p12];
  execFileSync('openssl', ['pkcs12', '-export', ...files, '-name', 'signer', '-passout', `pass:${passphrase}`]);
  let count = 0;
  return {
    folder,
    house,
    p12,
    passphrase,
    some: (items, sample) => {
      if (random === null) return [...items];
      const rest = [...items];
      return Array.from({ length: Math.min(sample, rest.length) }, () =>
        rest.splice(random.below(rest.length), 1),
      ).flat();
    },
    path: (name) => {
      count += 1;
      return join(folder, `${count}-${name.replace(/[^\w.-]+/g, '_')}.pdf`);
    },
  };
};

/** Whether this machine has a program that is optional here. */
export const has = (program: string): boolean => spawnSync(program, ['-H'], { stdio: 'ignore' }).error === undefined;
