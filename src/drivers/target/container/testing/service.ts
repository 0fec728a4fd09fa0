/** A service in one file: it tells its environment and what it is shown, and misbehaves as `BEHAVE` says. */
export const SERVICE = `
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
const behave = process.env.BEHAVE ?? 'serve';
console.log('starting as ' + behave);
if (behave === 'end-at-once') { console.error('cannot find the database'); process.exit(3); }
if (behave === 'ignore-sigterm') process.on('SIGTERM', () => console.log('not listening'));
else process.on('SIGTERM', () => process.exit(0));
const read = (path) => existsSync(path) ? readFileSync(path, 'utf8') : null;
createServer((request, response) => {
  if (request.url === '/env') return response.end(JSON.stringify({ env: process.env, shown: read('/artifacts/config/shop.json') }));
  response.writeHead(behave === 'fail' ? 500 : 200).end('hello');
}).listen(Number(process.env.PORT), process.env.HOST);
`;
