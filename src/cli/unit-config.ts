import { join } from 'node:path';
import { ProblemError } from '../api/problem.ts';
import { unitFile, unitFilesIn } from '../config/unit-files.ts';
import type { Invocation } from './invocation.ts';

/** The invocation with the configuration file of the unit that was named: the one in its folder that says so. */
export async function withUnit(
  invocation: Invocation,
  unit: string,
  { isConfigNamed }: { readonly isConfigNamed: boolean },
): Promise<Invocation> {
  const { dir, config } = invocation;
  if (!isConfigNamed) {
    const found = (await unitFilesIn(dir, process.env)).find((file) => file.unit === unit);
    return { ...invocation, config: found?.file ?? join(dir, `plimsoll.${unit}.yaml`) };
  }
  const named = await unitFile(config, process.env);
  if (named === undefined || named.unit === null || named.unit === unit) return invocation;
  throw new ProblemError('usage', [
    {
      code: 'unit-differs',
      message: `${config} is of the unit ${named.unit}, not ${unit}`,
      remedy: 'Name one of the two: -c FILE or -u UNIT',
      path: config,
    },
  ]);
}
