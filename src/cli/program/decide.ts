import { Argument, type Command } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

/** Decide: what people answer, hold and take back. */
export function decide(root: Command, run: Run): void {
  const signed = (name: 'approve' | 'reject', description: string): void => {
    root
      .command(name)
      .argument('<id>')
      .description(description)
      .option('--plan-digest <digest>', 'only if this is the plan')
      .option('--reason <text>', 'stands in the record')
      .option('--key <file>', 'the approver key to sign with')
      .action(async (id: string, options: { planDigest?: string; reason?: string; key?: string }, command: Command) => {
        const { answerSigned } = await import('../commands/answer.ts');
        const { required } = await import('../required.ts');
        await run(name, globals(command), (doing) => {
          const reason = name === 'reject' ? required('reason', options.reason) : (options.reason ?? '');
          return answerSigned(doing, id, {
            checkpoint: 'production-promotion',
            decision: name,
            reason,
            planDigest: options.planDigest,
            key: options.key,
          });
        });
      });
  };
  signed('approve', 'read the approval sheet and sign it with your approver key');
  signed('reject', 'say no to a deployment that waits for approval');
  root
    .command('decide')
    .argument('<id>')
    .addArgument(
      new Argument('<answer>', 'to ambiguous-metrics; fix-forward answers environment-red, close a rollback').choices([
        'fix-forward',
        'extend',
        'hold',
        'proceed',
        'rollback',
        'close',
      ]),
    )
    .description('answer ambiguous-metrics, environment-red or, with close, after-rollback')
    .option('--reason <text>', 'with fix-forward, extend, hold and proceed: required, it stands in the record')
    .option('--root-cause <text>', 'with close: a text, or @FILE')
    .option('--key <file>', 'the approver key to sign with')
    .action(
      async (
        id: string,
        answer: string,
        options: { reason?: string; rootCause?: string; key?: string },
        command: Command,
      ) => {
        const { decideAnswer } = await import('../commands/decide.ts');
        await run('decide', globals(command), (doing) => decideAnswer(doing, id, answer, options));
      },
    );
  root
    .command('break-glass')
    .argument('<id>')
    .description('shorten the stage or bake under way: two approvers at once, one alone after ten minutes')
    .option('--reason <text>', 'required: it heads every report')
    .option('--key <file>', 'the approver key to sign with')
    .action(async (id: string, options: { reason?: string; key?: string }, command: Command) => {
      const { breakGlassSigned } = await import('../commands/break-glass.ts');
      await run('break-glass', globals(command), (doing) => breakGlassSigned(doing, id, options));
    });
  for (const [name, description] of [
    ['hold', 'keep the weight where it is'],
    ['resume', 'lift a hold that somebody placed, or the judge for evidence'],
    ['abort', 'stop a deployment that has not touched production'],
    ['rollback', 'send all traffic back to stable; works inside windows and without approval'],
  ] as const) {
    const request = root
      .command(name)
      .argument(name === 'rollback' ? '[id]' : '<id>')
      .description(description)
      .option('--reason <text>', 'required: it stands in the record');
    if (name === 'rollback') request.option('--to <release>', 'after completion: the earlier release to bring back');
    request.action(async (id: string | undefined, options: { reason?: string; to?: string }, command: Command) => {
      const { act } = await import('../commands/act.ts');
      await run(name, globals(command), (doing) => act(doing, id, name, options.reason, options.to));
    });
  }
}
