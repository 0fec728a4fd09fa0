import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { lasting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { listedEnvironment } from '../../shared/listed-environment.ts';

/** What builds images. */
export type ToolName = 'docker' | 'podman' | 'buildah';

/** In the order in which they are looked for: who has docker running means it. */
const TOOLS: readonly ToolName[] = ['docker', 'podman', 'buildah'];

/** Whether it is there and works: a docker without its engine builds nothing. */
const PROOF: Readonly<Record<ToolName, readonly string[]>> = {
  docker: ['version', '--format', '{{.Server.Version}}'],
  podman: ['--version'],
  buildah: ['--version'],
};

const WITHIN = 20_000;

// Where engines and their storage are, whom they trust, and how they reach the world: without these a build uses other ones.
const FOR_ENGINES = [
  ...['DOCKER_HOST', 'DOCKER_CONFIG', 'DOCKER_CONTEXT', 'CONTAINER_HOST', 'XDG_RUNTIME_DIR', 'REGISTRY_AUTH_FILE'],
  ...['CONTAINERS_CONF', 'CONTAINERS_STORAGE_CONF', 'CONTAINERS_REGISTRIES_CONF', 'BUILDAH_ISOLATION'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
];

/** The environment that a tool runs in. */
export const toolEnvironment = (): Record<string, string> => listedEnvironment({}, FOR_ENGINES);

/** The first tool that is there. */
export async function findTool(wanted: readonly ToolName[] = TOOLS, signal: AbortSignal): Promise<ToolName> {
  for (const tool of wanted) {
    stopWhenAborted(signal, 'looking for what builds images');
    if (await works(tool, signal)) return tool;
  }
  const remedy = 'Install podman or buildah, or start docker; then: plimsoll doctor';
  throw lasting(
    `nothing here builds images: ${wanted.join(', ')} ${wanted.length === 1 ? 'is' : 'are'} not there or not running. ${remedy}`,
  );
}

async function works(tool: ToolName, signal: AbortSignal): Promise<boolean> {
  try {
    await promisify(execFile)(tool, [...PROOF[tool]], { env: toolEnvironment(), timeout: WITHIN, signal });
    return true;
  } catch {
    stopWhenAborted(signal, 'looking for what builds images');
    return false;
  }
}
