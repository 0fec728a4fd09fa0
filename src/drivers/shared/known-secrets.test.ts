import { describe, expect, it } from 'vitest';
import { canaries, printedForms } from '../../../test/hostile/canaries.ts';
import { hideSecrets, maskSecrets, SecretFilter } from './known-secrets.ts';
import { OutputTail } from './output-tail.ts';
import { printable } from './printable.ts';
import { readSecret, Secret } from './secret.ts';

const CANARIES = canaries(50);
const secrets = CANARIES.map(({ value }) => new Secret(value));
/** Each canary in each form, in the middle of what a program prints. */
const SAID = CANARIES.flatMap(({ value }) => Object.values(printedForms(value)));
const found = (text: string): readonly string[] => SAID.filter((form) => text.includes(form));

describe('a secret', () => {
  it('shows itself to nobody who prints it, and tells its value to who asks for it', async () => {
    const [secret] = secrets;
    const { inspect } = await import('node:util');

    const shown = [`${secret}`, String(secret), JSON.stringify({ secret }), inspect({ secret }, { depth: 9 })];

    expect(found(shown.join(' '))).toEqual([]);
    expect(shown[0]).toBe('[secret]');
    expect(secret?.reveal()).toBe(CANARIES[0]?.value);
    expect({ ...secret }).toEqual({});
  });

  it('of several lines, such as a key, is hidden line by line', () => {
    new Secret('-----BEGIN KEY-----\nMIIBVgIBADANBgkq\n-----END KEY-----');

    expect(hideSecrets('it holds MIIBVgIBADANBgkq somewhere')).toBe('it holds [secret] somewhere');
  });

  it.each([
    ['header', 'with blank'],
    ['header', 'two\nlines'],
    ['header', ''],
    ['environment', 'a\0b'],
    ['environment', 'x'.repeat(65_537)],
  ] as const)(
    'for a %s is refused when it does not fit, and the refusal does not repeat it: %j',
    async (purpose, value) => {
      const reading = readSecret({ from: 'env', name: 'X' }, purpose, { X: value });

      await expect(reading).rejects.toThrow(/^the secret env:X (is|holds) [a-z ]+$/);
    },
  );
});

describe('output', () => {
  it.each(['', 'x', '{"a":"'])('hides 50 secrets in every form, whatever stands before: %j', (before) => {
    const text = SAID.map((form) => `${before}${form}"}`).join('\n');
    expect(found(text).length).toBe(SAID.length);

    expect(found(hideSecrets(text))).toEqual([]);
    expect(SAID.flatMap((form) => found(printable(`${before}${form}`)))).toEqual([]);
  });

  it('hides a password within the base64 of something longer', () => {
    for (const { value } of CANARIES) {
      for (const user of ['', 'u', 'us', 'user']) {
        const header = Buffer.from(`${user}:${value}`).toString('base64');
        expect(hideSecrets(`Authorization: Basic ${header}`)).toContain('[secret]');
      }
    }
  });

  it('hides what comes in two pieces, cut at every place, and loses nothing else', () => {
    for (const form of SAID.slice(0, 120)) {
      const bytes = Buffer.from(`before ${form} after`);
      for (let cut = 1; cut < bytes.length; cut += 1) {
        const filter = new SecretFilter();
        const parts = [filter.pass(bytes.subarray(0, cut)), filter.pass(bytes.subarray(cut)), filter.end()];
        const text = Buffer.concat(parts).toString('utf8');
        if (found(text).length > 0 || !text.startsWith('before ') || !text.endsWith(' after'))
          throw new Error(`cut at ${cut}: ${JSON.stringify(text)}`);
      }
    }
  });

  it('that comes byte by byte and holds no secret is passed as it is', () => {
    const filter = new SecretFilter();
    const bytes = Buffer.from([...Buffer.from('C0 nothing of it: C1 C2\n'), 0, 255, 128, 10]);

    const parts = [...bytes].map((byte) => filter.pass(Buffer.from([byte])));

    expect(Buffer.concat([...parts, filter.end()])).toEqual(bytes);
  });

  it('that is not the beginning of a secret is not held back', () => {
    expect(new SecretFilter().pass(Buffer.from('progress: 10 %')).toString()).toBe('progress: 10 %');
  });

  it('that is cut to its end shows no end of a secret', () => {
    const tail = new OutputTail(1);
    const [value = ''] = CANARIES.map((one) => one.value);
    for (let round = 0; round < 200; round += 1) tail.add(Buffer.from(`${value.repeat(10)} `));

    expect(tail.lines().join('')).not.toContain(value.slice(-8));
  });

  it('in a file is overwritten in its length', () => {
    const before = Buffer.from(SAID.join('\n'));

    const after = maskSecrets(before);

    expect(after?.length).toBe(before.length);
    expect(found(String(after))).toEqual([]);
    expect(maskSecrets(Buffer.from('nothing'))).toBeUndefined();
  });
});
