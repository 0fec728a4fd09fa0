// The real components that suites named *.components.test.ts run on: what each is needed for, how it is found (a program, or a
// file where there is none), and the Debian package that brings it. `node scripts/components.mjs packages` lists the packages, for .ci/run.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const COMPONENTS = [
  { name: 'mount', package: 'mount', why: 'what gives a journal a small disk of its own to fill' },
  { name: 'umount', package: 'mount', why: 'what takes that disk away again' },
  { name: 'strace', package: 'strace', why: 'what makes a chosen sync or write of a journal fail' },
  { name: 'zsh', package: 'zsh', why: 'a shell that completion is typed into' },
  { name: 'fish', package: 'fish', why: 'a shell that completion is typed into' },
  { name: 'mandoc', package: 'mandoc', why: 'what reads our manual pages strictly' },
  { name: 'man', package: 'man-db', why: 'what shows our manual pages to most people' },
  { name: 'prometheus', package: 'prometheus', why: 'what scrapes and answers in the metric source’s suite' },
  { name: 'promtool', package: 'prometheus', why: 'what checks our alert rules and our metrics' },
  {
    name: 'prometheus-alertmanager',
    package: 'prometheus-alertmanager',
    why: 'what is asked which alerts fire, for the post-deployment report',
  },
  { name: 'haproxy', package: 'haproxy', why: 'what the haproxy router and metric source drive' },
  { name: 'wrk', package: 'wrk', why: 'what loads a router in campaigns' },
  { name: 'docker-registry', package: 'docker-registry', why: 'what the oci registry driver stores in' },
  { name: 'chromium', package: 'chromium', why: 'the browser that passkeys and pages are tried in' },
  { name: 'podman', package: 'podman', why: 'the engine that the container target drives, and a builder of images' },
  { name: 'buildah', package: 'buildah', why: 'a builder of images' },
  { name: 'runc', package: 'runc', why: 'what podman runs containers with' },
  {
    name: 'bridge',
    package: 'containernetworking-plugins',
    why: 'what gives podman’s containers networks of their own',
  },
  { name: 'iptables', package: 'iptables', why: 'what podman publishes ports with' },
  {
    name: 'swift',
    // The servers as modules alone: the packages with their programs bring services and a system log too.
    file: '/usr/lib/python3/dist-packages/swift/proxy/server.py',
    package: 'python3-swift',
    why: 'the S3 server that the static site of examples is deployed to',
  },
];

/** Where a program lies; the folders of administration and of network plugins count, though they are not in every PATH. */
function find(program) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/lib/cni'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path) {
  return may(path, constants.X_OK);
}

function may(path, mode) {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** The components that are not here. */
export const missingComponents = () =>
  COMPONENTS.filter(({ name, file }) => (file === undefined ? find(name) === undefined : !may(file, constants.R_OK)));

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'packages') {
  console.log([...new Set(COMPONENTS.map((component) => component.package))].join('\n'));
}
