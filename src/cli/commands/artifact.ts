import { writeFile } from 'node:fs/promises';
import type { EvidenceView, StoredProvenance, StoredSbom } from '../../api/evidence.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** The artifacts of a deployment, what was shown of their source, and whether their provenance is there and good. */
export async function artifactShow(doing: Doing, id: string): Promise<Outcome> {
  const view = await (await doing.plane()).evidence(id);
  const problems = view.provenance.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  const outcome = { exit: problems.length === 0 ? EXIT.good : EXIT.refused, text: shownText(view), data: view };
  return problems.length === 0 ? outcome : { ...outcome, errors: problems };
}

function shownText({ deployment, commit, lines, provenance, sboms, origins, keyId }: EvidenceView): string {
  return [
    `${deployment} · commit ${commit}`,
    ...(lines.length === 0 ? ['  verified    nothing is asked for'] : lines.map((line) => `  verified    ${line}`)),
    ...(provenance.length === 0 && origins.length === 0 ? ['  artifact    not packaged yet'] : []),
    ...provenance.flatMap((one) => [
      `  artifact    ${one.artifact}@${one.artifactDigest}`,
      `  provenance  ${standingOf(one)}`,
    ]),
    ...origins.map((line) => `  origin      ${line}`),
    ...sboms.map((one) => `  sbom        ${one.artifact}: ${sbomStanding(one)}`),
    `  key         ${keyId}`,
  ].join('\n');
}

const standingOf = ({ record, problem }: StoredProvenance): string =>
  problem === null ? `good: ${record?.statementDigest}, signed by this control plane` : `NOT GOOD: ${problem.message}`;

const sbomStanding = ({ digest, components, document }: StoredSbom): string =>
  document === null ? `GONE: ${digest} lies no longer beside it` : `${digest}, ${components} components`;

/** The bill of materials of one artifact, byte for byte. */
export async function artifactSbom(
  doing: Doing,
  id: string,
  options: { readonly name?: string; readonly out?: string },
): Promise<Outcome> {
  const { sboms, deployment } = await (await doing.plane()).evidence(id);
  const found = sboms.filter(({ artifact }) => options.name === undefined || artifact === options.name);
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) {
    const names = sboms.map(({ artifact }) => artifact).join(', ');
    throw new ProblemError('usage', [
      {
        code: 'artifact-unclear',
        message: `${deployment} has ${only === undefined ? 'no such bill of materials' : 'several bills of materials'}`,
        remedy: names === '' ? 'Ask for one, and deploy again: sbom: cyclonedx' : `Name one: --name ${names}`,
      },
    ]);
  }
  if (only.document === null) {
    const message = `${only.digest} lies no longer beside ${only.artifact}`;
    throw new ProblemError('refused', [{ code: 'sbom-missing', message, remedy: 'Deploy again: it is made anew' }]);
  }
  return written(only.document, options.out, only);
}

/** The signed provenance of one artifact as a DSSE envelope, byte for byte, or the public key that checks it. */
export async function artifactProvenance(
  doing: Doing,
  id: string,
  options: { readonly name?: string; readonly out?: string; readonly publicKey: boolean },
): Promise<Outcome> {
  const view = await (await doing.plane()).evidence(id);
  const { publicKey, keyId } = view;
  if (options.publicKey) return written(publicKey, options.out, { publicKey, keyId });
  const found = chosen(view, options.name);
  if (found.envelope === null) throw new ProblemError('refused', found.problem === null ? [] : [found.problem]);
  return written(found.envelope, options.out, { ...found, publicKey, keyId });
}

function chosen({ deployment, provenance }: EvidenceView, name: string | undefined): StoredProvenance {
  const found = provenance.filter(({ artifact }) => name === undefined || artifact === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = provenance.map(({ artifact }) => artifact).join(', ');
  const message =
    provenance.length === 0
      ? `${deployment} has packaged nothing yet`
      : only === undefined
        ? `${deployment} has no artifact ${name}`
        : `${deployment} has several artifacts`;
  const remedy =
    provenance.length === 0 ? `Look where it is: plimsoll status ${deployment}` : `Name one: --name ${names}`;
  throw new ProblemError('usage', [{ code: 'artifact-unclear', message, remedy }]);
}

async function written(text: string, out: string | undefined, data: unknown): Promise<Outcome> {
  if (out === undefined) return { exit: EXIT.good, text: text.trimEnd(), data };
  try {
    await writeFile(out, text);
  } catch (error) {
    const message = `It cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    throw new ProblemError('refused', [
      { code: 'out-not-writable', message, remedy: 'Name another file: --out FILE', path: out },
    ]);
  }
  return { exit: EXIT.good, text: `written: ${out}`, data };
}
