import { describe, expect, it } from 'vitest';

interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyHash: string;
  readonly [more: string]: unknown;
}
/** The example is plain JavaScript, as somebody would copy it. */
const { encoded, sha256, signed } = (await import(new URL('sign.mjs', import.meta.url).href)) as {
  readonly encoded: (text: string) => string;
  readonly sha256: (text: string) => string;
  readonly signed: (request: Request) => { readonly authorization: string };
};

// The access key, the moment and the four signatures are those that the reference of Amazon S3 works out as its examples.
const KEY = { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region: 'us-east-1' };
const AT = new Date('2013-05-24T00:00:00Z');
const HOST = 'https://examplebucket.s3.amazonaws.com';

const signature = (method: string, path: string, headers: Record<string, string> = {}, body = ''): string => {
  const request = { method, url: new URL(HOST + path), headers, bodyHash: sha256(body), at: AT, ...KEY };
  return /Signature=([0-9a-f]{64})$/.exec(signed(request).authorization)?.[1] ?? '';
};

describe('a signed request', () => {
  it('reads a part of an object', () => {
    expect(signature('GET', '/test.txt', { range: 'bytes=0-9' })).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  it('writes an object, whose name is encoded once', () => {
    const headers = { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' };

    expect(signature('PUT', `/${encoded('test$file.text')}`, headers, 'Welcome to Amazon S3.')).toBe(
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    );
  });

  it('has a word without a value in its query', () => {
    expect(signature('GET', '/?lifecycle')).toBe('fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543');
  });

  it.each(['/?max-keys=2&prefix=J', '/?prefix=J&max-keys=2'])(
    'lists objects, in whatever order it asks: %s',
    (path) => {
      expect(signature('GET', path)).toBe('34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7');
    },
  );

  it('is another one for another body', () => {
    expect(signature('PUT', '/a', {}, 'one')).not.toBe(signature('PUT', '/a', {}, 'two'));
  });
});

it('encodes all but letters, digits and - . _ ~', () => {
  expect(encoded("a-._~ é!'()*/+")).toBe('a-._~%20%C3%A9%21%27%28%29%2A%2F%2B');
});
