/** Anything shorter occurs in any text by itself. */
const SHORTEST = 4;

/** The forms in which a secret may come back: as it is, encoded, and escaped for the formats that programs print. Longest first. */
export function formsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/);
  // Of a key over several lines each line tells something.
  const values = lines.length === 1 ? [secret] : [secret, ...lines];
  const forms = values.flatMap((value) => [...plainForms(value), ...binaryForms(value)]);
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST).toSorted((a, b) => b.length - a.length);
}

function plainForms(value: string): readonly string[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  const inUrl = encodeURIComponent(value);
  const inXml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    value,
    inJson,
    inJson.replaceAll('/', '\\/'),
    JSON.stringify(inJson).slice(1, -1),
    inJson.replace(/[<>&'\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
    inUrl,
    inUrl.replaceAll('%20', '+'),
    inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    // A strict encoder also takes what encodeURIComponent leaves.
    inUrl.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
    inXml,
    inXml.replaceAll('"', '&quot;'),
    inXml.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    inXml.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
  ];
}

function binaryForms(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const hex = bytes.toString('hex');
  const forms = [hex, hex.toUpperCase(), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  // In the middle of a longer text, such as user:password, base64 depends on how many bytes stand before.
  for (const before of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const first = before === 0 ? 0 : before + 1;
    const last = Math.floor((whole.length * 4) / 3);
    forms.push(whole.toString('base64').slice(first, last), whole.toString('base64url').slice(first, last));
  }
  return forms;
}
