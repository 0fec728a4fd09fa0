import { createServer } from 'node:http';
import { answer } from './routes.js';

const host = process.env.HOST ?? '127.0.0.1';
const port = Number(process.env.PORT ?? 3000);
let stopping = false;

const server = createServer(async (request, response) => {
  // The last answer on a connection says so, or a client would send its next request into a closing one.
  if (stopping) response.setHeader('connection', 'close');
  response.on('close', () => stopping && setImmediate(() => server.closeIdleConnections()));
  try {
    await answer(request, response, { stopping });
  } catch (error) {
    console.error(`${request.method} ${request.url}:`, error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"the shop made a mistake"}\n');
  }
});

/** Takes no new connection, finishes what is under way, and ends. */
function stop() {
  if (stopping) return;
  stopping = true;
  server.close();
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
server.on('error', (error) => {
  console.error(`cannot listen on ${host}:${port}: ${error.message}`);
  process.exitCode = 1;
});
server.listen(port, host, () => console.log(`storefront on http://${host}:${server.address().port}`));
