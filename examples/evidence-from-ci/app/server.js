import { createServer } from 'node:http';

createServer((request, response) => {
  response.writeHead(request.url === '/healthz' || request.url === '/' ? 200 : 404);
  response.end('hello\n');
}).listen(Number(process.env.PORT));

process.once('SIGTERM', () => process.exit(0));
