/** A value that nobody may see, and where the configuration says that it is read. */
export interface Canary {
  readonly name: string;
  readonly value: string;
}

// What the formats that programs print must escape, so that the escaped form differs from the plain one.
const SIGNS = [
  '',
  '"',
  '\\',
  '/',
  '&',
  '<>',
  "'",
  ' ',
  '+',
  '%',
  '\u00e9',
  '\u4f60',
  '\u{1f4a3}',
  '=',
  '$',
  '`',
  '~',
  '#',
];

/** Canaries that differ in every form, the same each time. */
export const canaries = (count: number): readonly Canary[] =>
  Array.from({ length: count }, (_, index) => {
    const sign = SIGNS[index % SIGNS.length] ?? '';
    const middle = Buffer.from(`canary-${index * 7_919}`)
      .toString('hex')
      .slice(6, 20 + (index % 9));
    return { name: `CANARY_${index}`, value: `C${index}${sign}${middle}${sign}Z${index}` };
  });

/** The forms in which a program may print a value; what is looked for everywhere. */
export const printedForms = (value: string): Readonly<Record<string, string>> => ({
  raw: value,
  base64: Buffer.from(value).toString('base64').replace(/=+$/, ''),
  base64url: Buffer.from(value).toString('base64url'),
  hex: Buffer.from(value).toString('hex'),
  url: encodeURIComponent(value),
  json: JSON.stringify(value).slice(1, -1),
});

/** A Node program that prints every value of a JSON file or of its variables in all forms, each split over two writes. */
export const LEAK = `
const { readFileSync } = require('node:fs');
const forms = (value) => [value, Buffer.from(value).toString('base64'), Buffer.from(value).toString('base64url'),
  Buffer.from(value).toString('hex'), encodeURIComponent(value), JSON.stringify(value), Buffer.from('user:' + value).toString('base64')];
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
exports.leak = async (values) => {
  for (const value of values) {
    for (const form of forms(value)) {
      const cut = 1 + Math.floor(form.length / 2);
      for (const stream of [process.stdout, process.stderr]) {
        stream.write('said ' + form.slice(0, cut));
        await pause();
        stream.write(form.slice(cut) + '\\n');
      }
    }
  }
};
exports.valuesIn = (file) => JSON.parse(readFileSync(file, 'utf8'));
`;
