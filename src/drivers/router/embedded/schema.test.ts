import { describe, expect, it } from 'vitest';
import { EmbeddedRouter } from './schema.ts';

describe('the block of an embedded router', () => {
  it('takes a free loopback port when it names none', () => {
    expect(EmbeddedRouter.parse({ type: 'embedded' })).toEqual({ type: 'embedded', listen: null });
  });

  it.each(['localhost:8080', '127.0.0.1:1', '0.0.0.0:80', '[::1]:65535', 'shop.example:8080'])(
    'listens on %s',
    (listen) => {
      expect(EmbeddedRouter.parse({ type: 'embedded', listen })).toEqual({ type: 'embedded', listen });
    },
  );

  it.each(['8080', ':8080', 'localhost', 'localhost:0', 'localhost:65536', '::1:80', 'http://localhost:80', ''])(
    "refuses '%s': the host is always written, and a port that exists",
    (listen) => {
      expect(EmbeddedRouter.safeParse({ type: 'embedded', listen }).error?.issues[0]?.message).toMatch(
        /localhost:8080/,
      );
    },
  );

  it('keeps returning users on their side when it says so, and says nothing where it does not', () => {
    expect(EmbeddedRouter.parse({ type: 'embedded', sticky: 'cookie' })).toMatchObject({ sticky: 'cookie' });
    expect(EmbeddedRouter.parse({ type: 'embedded', sticky: 'none' })).toEqual({ type: 'embedded', listen: null });
    expect(EmbeddedRouter.safeParse({ type: 'embedded', sticky: 'track' }).success).toBe(false);
  });

  it('refuses a key that it does not know', () => {
    expect(EmbeddedRouter.safeParse({ type: 'embedded', port: 80 }).success).toBe(false);
  });
});
