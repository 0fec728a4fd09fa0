import { isRepositoryPart } from '../../core/unit/registry.ts';
import { quoted } from '../problem/readable.ts';
import { faulty, textValue } from './text-value.ts';

/** Where a registry is, as it is spoken to: with its scheme and without a slash at the end. */
export const RegistryAddressValue = textValue(
  { examples: ['registry.acme.test'], description: 'oci: host of the registry, with a path if all lies below it' },
  (text) => {
    const url = addressIn(text);
    if (typeof url !== 'string') return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
    const remedy = 'write a host such as registry.acme.test, or http://localhost:5000 for one on this machine';
    return faulty({ code: 'registry-url', message: `${quoted(text)} is no address of a registry: ${url}`, remedy });
  },
);

const LONGEST = 500;
const ON_THIS_MACHINE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The address, or what is wrong with it. */
function addressIn(text: string): URL | string {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (text.length > LONGEST || !URL.canParse(whole)) return 'it cannot be read';
  const url = new URL(whole);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'a registry is spoken to by https';
  if (url.username !== '' || url.password !== '') return 'a name or password in it would stand in the plan';
  if (url.search !== '' || url.hash !== '') return 'it ends with the path';
  if (url.protocol === 'http:' && !ON_THIS_MACHINE.test(url.hostname)) {
    return 'what leaves this machine goes by https';
  }
  const parts = url.pathname.split('/').filter((part) => part !== '');
  return parts.every(isRepositoryPart) ? url : 'its path holds what no repository may be called';
}
