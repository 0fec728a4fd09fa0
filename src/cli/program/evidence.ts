import { type Command, Option } from 'commander';
import type { SignOptions } from '../commands/evidence-sign.ts';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

const collected = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** Prove where a release comes from: statements of CI going in, provenance coming out. */
export function evidence(root: Command, run: Run): void {
  const group = root.command('evidence').description('signed statements about the source');
  group
    .command('check')
    .description('check the statements that lie here against the configuration; needs no control plane')
    .requiredOption('--commit <sha>', 'the commit that is to be deployed, in full')
    .option('--artifact <name@digest>', 'an artifact that is built from it; may be repeated', collected, [])
    .action(async (options: { commit: string; artifact: readonly string[] }, command: Command) => {
      const { evidenceCheck } = await import('../commands/evidence-check.ts');
      await run('evidence check', globals(command), (doing) => evidenceCheck(doing, options));
    });
  group
    .command('sign')
    .description('sign a statement about a commit, for CI; needs no control plane')
    .addOption(
      new Option('--kind <kind>', 'what it says')
        .choices(['tests', 'review', 'provenance', 'summary'])
        .makeOptionMandatory(),
    )
    .requiredOption('--key <file>', 'the private key in PEM: Ed25519 or ECDSA P-256')
    .requiredOption('--commit <sha>', 'the commit that it is about, in full')
    .option('--artifact <name@digest>', 'about this artifact instead; may be repeated', collected, [])
    .option('--verifier <uri>', 'review, summary: who verified')
    .option('--property <name>', 'review, summary: what was verified; may be repeated', collected, [])
    .option('--builder <uri>', 'provenance: who built')
    .option('--build-type <uri>', 'provenance: the way of building')
    .option('--parameter <name=value>', 'provenance: an external parameter; may be repeated', collected, [])
    .option('--predicate <file>', 'the whole predicate as JSON instead')
    .option('--out <file>', 'write it there (default: .plimsoll/evidence/KIND-COMMIT.json)')
    .action(async (options: SignOptions, command: Command) => {
      const { evidenceSign } = await import('../commands/evidence-sign.ts');
      await run('evidence sign', globals(command), (doing) => evidenceSign(doing, options));
    });
  const artifact = root.command('artifact').description('what was packaged, and where it comes from');
  artifact
    .command('show')
    .argument('<id>')
    .description('the artifacts of a deployment, with what was shown of their source')
    .action(async (id: string, _: unknown, command: Command) => {
      const { artifactShow } = await import('../commands/artifact.ts');
      await run('artifact show', globals(command), (doing) => artifactShow(doing, id));
    });
  artifact
    .command('provenance')
    .argument('<id>')
    .description('the signed SLSA provenance of an artifact, as a DSSE envelope')
    .option('--name <artifact>', 'which, where there are several')
    .option('--out <file>', 'write it there')
    .option('--public-key', 'the key that checks it, in PEM, instead', false)
    .action(async (id: string, options: { name?: string; out?: string; publicKey: boolean }, command: Command) => {
      const { artifactProvenance } = await import('../commands/artifact.ts');
      await run('artifact provenance', globals(command), (doing) => artifactProvenance(doing, id, options));
    });
  artifact
    .command('sbom')
    .argument('<id>')
    .description('the bill of materials of an artifact, in CycloneDX')
    .option('--name <artifact>', 'which, where there are several')
    .option('--out <file>', 'write it there')
    .action(async (id: string, options: { name?: string; out?: string }, command: Command) => {
      const { artifactSbom } = await import('../commands/artifact.ts');
      await run('artifact sbom', globals(command), (doing) => artifactSbom(doing, id, options));
    });
}
