import { describe, expect, it } from 'vitest';
import { type Bundle, bundleBytes, LARGEST_BUNDLE, signBundle } from '../../src/approval/bundle.ts';
import { verifyApproval } from '../../src/approval/verify.ts';
import { canonical } from '../../src/core/plan/canonical.ts';
import { type ApprovalWorld, anApprovalWorld, answerOf, askedFor, goodBytes, statementOf } from './approval-world.ts';

const codeOf = async (bytes: Uint8Array, world: ApprovalWorld): Promise<unknown> =>
  ((await verifyApproval(bytes, world.context)) as { code?: unknown }).code;

const world = anApprovalWorld();
const good = answerOf(world);
const goodText = bundleBytes(good).toString();

/** Signs any text as a statement. */
const signed = (text: string): Buffer => bundleBytes(signBundle(world.key, text));

/** Every value inside a value, as the path of keys to it. */
function pathsIn(value: unknown, path: readonly string[] = []): string[][] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [...(path.length > 0 ? [[...path]] : []), ...inside.flatMap(([key, one]) => pathsIn(one, [...path, key]))];
}

/** A copy with the object that holds a path changed. */
function withHolderAt(
  value: object,
  path: readonly string[],
  change: (holder: Record<string, unknown>) => void,
): object {
  const copy = structuredClone(value) as Record<string, unknown>;
  const holder = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, copy);
  change(holder);
  return copy;
}

describe('the form of a bundle', () => {
  it('is taken as it is made', async () => {
    expect(await codeOf(goodBytes(world), world)).toBeUndefined();
  });

  const objectPaths = pathsIn(statementOf(good)).filter((path) => !/^\d+$/.test(path.at(-1) ?? ''));

  it.each(objectPaths.map((path) => [path.join('.'), path]))('needs %s', async (_, path) => {
    const cut = withHolderAt(statementOf(good), path as string[], (holder) => {
      delete holder[(path as string[]).at(-1) ?? ''];
    });

    expect(await codeOf(signed(canonical(cut)), world)).toBe('approval-malformed');
  });

  it.each(objectPaths.map((path) => [path.join('.'), path]))('takes no wrong kind of value for %s', async (_, path) => {
    for (const wrong of [null, true, 7.5, '', '\u0000', [], {}, [null]]) {
      const name = (path as string[]).at(-1) ?? '';
      const changed = withHolderAt(statementOf(good), path as string[], (holder) => {
        holder[name] = wrong;
      });
      if (canonical(changed) === good.statement) continue;
      // Lists may be empty and texts may hold control characters: those get further, and are refused there.
      expect(await codeOf(signed(canonical(changed)), world), `${name}: ${JSON.stringify(wrong)}`).toMatch(
        /^approval-/,
      );
    }
  });

  it.each(objectPaths.map((path) => [path.join('.'), path]))(
    'refuses a field nobody knows beside %s',
    async (_, path) => {
      for (const name of ['extra', '__proto__', 'constructor']) {
        const more = withHolderAt(statementOf(good), path as string[], (holder) => {
          Object.defineProperty(holder, name, { value: 1, enumerable: true, configurable: true, writable: true });
        });

        expect(await codeOf(signed(canonical(more)), world), name).toBe('approval-malformed');
      }
    },
  );

  it.each(['extra', '__proto__'])('refuses a field %s beside statement and signature', async (name) => {
    expect(await codeOf(Buffer.from(goodText.replace('{', `{"${name}":1,`)), world)).toBe('approval-malformed');
    const inner = goodText.replace('"signature":{', `"signature":{"${name}":1,`);
    expect(await codeOf(Buffer.from(inner), world)).toBe('approval-malformed');
  });

  const text = good.statement;
  it.each([
    ['a space', text.replace('":', '": ')],
    ['a line end', `${text}\n`],
    ['an escape that is not needed', text.replace('approve', '\\u0061pprove')],
    ['a key twice', text.replace('"decision":', '"decision":"reject","decision":')],
    ['another order of keys', text.replace(/^\{("_type":"[^"]*"),(.*)\}$/, '{$2,$1}')],
    ['another writing of a number', text.replace('4182', '4182.0')],
  ])('takes a statement in no second writing: %s', async (_, other) => {
    expect(other).not.toBe(text);
    expect(await codeOf(signed(other), world)).toBe('approval-not-canonical');
  });

  it.each([
    ['a space', goodText.replace('{', '{ ')],
    ['a line end', `${goodText}\n`],
    ['a key twice', goodText.replace('"statement":', '"statement":"","statement":')],
  ])('takes a bundle in no second writing: %s', async (_, other) => {
    expect(await codeOf(Buffer.from(other), world)).toBe('approval-not-canonical');
  });

  it('takes a signature in no second writing', async () => {
    const { signature } = good.signature;
    const spare = { A: 'B', Q: 'R', g: 'h', w: 'x' }[signature.at(-1) ?? ''] ?? '';
    const variants = [`${signature}==`, signature.slice(0, -1) + spare, signature.replace(/[-_]/g, '+')];

    for (const variant of variants.filter((one) => one !== signature)) {
      const bundle: Bundle = { ...good, signature: { ...good.signature, signature: variant } };
      expect(await codeOf(bundleBytes(bundle), world)).toBe('approval-malformed');
    }
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['null', Buffer.from('null')],
    ['a number', Buffer.from('1')],
    ['a list', Buffer.from('[]')],
    ['half of it', Buffer.from(goodText.slice(0, goodText.length / 2))],
    ['a byte order mark before it', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(goodText)])],
    ['no UTF-8', Buffer.concat([Buffer.from([0xff]), Buffer.from(goodText)])],
    ['half a character in it', Buffer.from(goodText.replace('"statement":"', '"statement":"\\ud800'))],
    ['another kind of signature', Buffer.from(goodText.replace('"ed25519"', '"none"'))],
  ])('refuses %s', async (_, bytes) => {
    expect(await codeOf(bytes, world)).toBe('approval-malformed');
  });

  it.each([
    ['reason', '\\ud800'],
    ['requester', '\\ud800'],
    ['requester', '\u202eroot'],
    ['requester', 'a\\u001b[2J'],
    ['approver', 'person:Ada'],
    ['approver', 'person:аda'],
    ['approver', 'agent:ada'],
    ['nonce', `${'A'.repeat(42)}B`],
    ['issuedAt', '2026-11-31T12:00:00.000Z'],
    ['issuedAt', '2026-11-20T12:00:00Z'],
    ['issuedAt', '2026-11-20T13:00:00.000+01:00'],
  ])('takes no %s like %s', async (name, value) => {
    const other = text.replace(new RegExp(`"${name}":"[^"]*"`), () => `"${name}":"${value}"`);

    expect(other).not.toBe(text);
    expect(await codeOf(signed(other), world)).toBe('approval-malformed');
  });

  it('is refused before parsing when it is too large', async () => {
    const reason = 'x'.repeat(LARGEST_BUNDLE);

    expect(await codeOf(Buffer.from(goodText + reason), world)).toBe('approval-too-large');
  });

  it('is refused before parsing when it is nested too deeply', async () => {
    const deep = '['.repeat(10_000);

    expect(await codeOf(Buffer.from(deep), world)).toBe('approval-too-large');
    expect(await codeOf(signed(deep), world)).toBe('approval-too-large');
    expect(await codeOf(Buffer.from('[[[[[[[[]]]]]]]]'), world)).toBe('approval-malformed');
  });

  it('counts no brackets inside of texts', async () => {
    const changed = statementOf(good);
    changed.predicate.reason = '[[[[[[[[[[\\"{{{{{{{{{{';
    const asked = askedFor(world, changed);

    expect(await codeOf(asked.bytes, { ...world, context: asked.context })).toBeUndefined();
  });
});
