const MOST_BYTES = 16_384;

/** Reads a small JSON body, or says what is wrong with it. */
export async function readJson(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return { problem: { status: 413, words: 'the body is too large' } };
    chunks.push(chunk);
  }
  try {
    return { body: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { problem: { status: 400, words: 'the body is not JSON' } };
  }
}

/** Sends a value as JSON. */
export const sendJson = (response, status, value) =>
  send(response, status, 'application/json', `${JSON.stringify(value)}\n`);

/** Sends a page. */
export const sendHtml = (response, text) => send(response, 200, 'text/html; charset=utf-8', text);

function send(response, status, type, text) {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
}
