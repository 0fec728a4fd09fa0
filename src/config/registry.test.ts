import { describe, expect, it } from 'vitest';
import { aConfiguration, load, problemsIn, shortProblems, specOf } from './fixtures/configuration.ts';
import { resolvedConfig } from './show.ts';

const registry = (text: string, more: Parameters<typeof aConfiguration>[0] = {}): string =>
  aConfiguration({ ...more, more: `registry: ${text}\n` });
const LOGIN = 'username: deploy, password: { secret: env:REGISTRY_TOKEN }';

describe('a registry that is written', () => {
  it('becomes where artifacts are stored: by https where nothing else is said, and with nothing that was not written', () => {
    expect(specOf(registry(`{ type: oci, url: registry.acme.test, ${LOGIN} }`)).registry).toEqual({
      type: 'oci',
      url: 'https://registry.acme.test',
      login: { username: 'deploy', password: { from: 'env', name: 'REGISTRY_TOKEN' } },
    });
    const all = `{ type: oci, url: "http://localhost:5000/team/", token_server: auth.acme.test, allow_private: [127.0.0.0/8], keep_all: true }`;
    expect(specOf(registry(all)).registry).toEqual({
      type: 'oci',
      url: 'http://localhost:5000/team',
      login: null,
      tokenServer: 'auth.acme.test',
      allowPrivate: ['127.0.0.0/8'],
      keepAll: true,
    });
  });

  it('is shown as it was written, of the password where it is read', () => {
    const text = registry(
      `{ type: oci, url: "https://r.test/team", ${LOGIN}, allow_private: [10.1.0.0/16], keep_all: true }`,
    );
    const loaded = load(text);
    const shown = 'spec' in loaded ? JSON.stringify(resolvedConfig(loaded.spec, loaded.origins)) : '';

    expect(shown).toContain('"password":{"secret":"env:REGISTRY_TOKEN"}');
    expect(shown).toContain('"url":"https://r.test/team"');
    expect(shown).toContain('"keep_all":true');
  });

  it.each([
    ['{ type: oci }', ['missing-key 14: registry']],
    ['{ type: oci, url: r.test, username: a }', ['missing-key 14: registry']],
    [`{ type: oci, url: r.test, password: { secret: env:A } }`, [expect.stringMatching(/^missing-key 14/)]],
    ['{ url: r.test }', ['key-of-another-registry 14: url']],
    ['{ type: oci, url: "http://r.test" }', ['registry-url 14: "http://r.test"']],
    ['{ type: oci, url: "https://a:b@r.test" }', ['registry-url 14: "https://a:b@r.test"']],
    ['{ type: oci, url: "r.test?x=1" }', ['registry-url 14: "r.test?x=1"']],
    ['{ type: oci, url: r.test/Team }', ['registry-url 14: r.test/Team']],
    ['{ type: oci, url: "ftp://r.test" }', ['registry-url 14: "ftp://r.test"']],
    [`{ type: oci, url: r.test, username: a, password: { secret: hush-hush } }`, [expect.stringMatching(/^secret 14/)]],
    ['{ type: oci, url: r.test, token_server: "https://a.test" }', [expect.stringMatching(/14: "https:/)]],
    ['{ type: oci, url: r.test, allow_private: [everything] }', ['address-range 14: everything']],
    ['{ type: quay }', [expect.stringMatching(/14: quay/)]],
  ])('is refused where it is wrong: %s', (text, expected) => {
    expect(shortProblems(registry(text))).toEqual(expected);
    for (const { remedy, message } of problemsIn(registry(text))) {
      expect(remedy).not.toBe('');
      expect(message).not.toContain('hush-hush');
    }
  });

  it.each(['a..b', 'a-', 'a.-b'])('is refused for a unit whose repository could not be called %s', (name) => {
    const unit = `{ name: ${name}, tier: critical }`;

    expect(shortProblems(registry('{ type: oci, url: r.test }', { unit }))).toEqual([`name 2: ${name}`]);
    expect(shortProblems(aConfiguration({ unit }))).toEqual([]);
  });
});
