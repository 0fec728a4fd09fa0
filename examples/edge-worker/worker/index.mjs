const VERSION = '1.0.0';

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return new Response('well\n');
    return new Response(`hello from ${VERSION}\n`, { headers: { 'x-release': VERSION } });
  },
};
