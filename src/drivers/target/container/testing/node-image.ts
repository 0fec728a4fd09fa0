import { execFile } from 'node:child_process';
import { copyFile, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Lays out a build context that needs no network: Node as it is on this machine, with the libraries that it loads, on nothing.
 * `files` go beside it; `command` is what the image runs.
 */
export async function nodeContext(
  folder: string,
  files: Readonly<Record<string, string>>,
  command: readonly string[],
): Promise<string> {
  const node = await realpath(process.execPath);
  const { stdout } = await promisify(execFile)('ldd', [node]);
  const libraries = [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].flatMap(([, path]) => path ?? []);
  for (const path of libraries) {
    await mkdir(join(folder, 'system', dirname(path)), { recursive: true });
    await copyFile(path, join(folder, 'system', path));
  }
  await mkdir(join(folder, 'system/bin'), { recursive: true });
  await copyFile(node, join(folder, 'system/bin/node'));
  await mkdir(join(folder, 'app'), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, 'app', name)), { recursive: true });
    await writeFile(join(folder, 'app', name), content);
  }
  await writeFile(join(folder, 'Dockerfile'), dockerfile(command));
  return folder;
}

const dockerfile = (command: readonly string[]): string => `FROM scratch
COPY system /
COPY app /app
ARG COLOUR=none
ENV COLOUR=$COLOUR
WORKDIR /app
CMD ${JSON.stringify(command)}
`;
