import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../core/kernel/duration.ts';
import type { CommandAction } from './command.ts';
import type { WaitFor } from './exit.ts';
import type { GlobalOptions } from './invocation.ts';
import { VERSION } from './version.ts';

/** Runs what was asked for; given by the entry point, so that parsing stays apart from doing. */
export type Run = (name: string, options: GlobalOptions, action: CommandAction) => Promise<void>;

const seconds = (text: string): number => {
  const duration = parseDuration(text);
  if (duration === undefined) throw new InvalidArgumentError('write a duration such as 90s or 20m');
  return duration / 1_000;
};

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new InvalidArgumentError('write 1 to 65535');
  return value;
};

const list = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** The command line: every command with its flags. What a command does is in commands/. */
export function program(run: Run, mainFile: string): Command {
  const root = new Command('plimsoll');
  root
    .description('Ships verified code safely to production.')
    .version(VERSION, '--version')
    .addOption(new Option('-C, --dir <dir>', 'the folder of the unit (default: this one)').env('PLIMSOLL_DIR'))
    .addOption(
      new Option('-c, --config <file>', 'the configuration file (default: plimsoll.yaml)').env('PLIMSOLL_CONFIG'),
    )
    .addOption(
      new Option('-e, --environment <name>', 'the environment (default: production)').env('PLIMSOLL_ENVIRONMENT'),
    )
    .addOption(
      new Option('-o, --output <form>', 'how to print').choices(['text', 'json', 'ndjson']).env('PLIMSOLL_OUTPUT'),
    )
    .option('--json', 'the same as -o json')
    .option('-q, --quiet', 'say nothing on stderr and print no live lines')
    .option('--no-input', 'nobody is there to answer: leave with exit 6 or 12 instead')
    .option('--timeout <duration>', 'leave after this long with exit 124; the deployment goes on', seconds)
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError(true)
    // What is wrong with a command line is said by the entry point, in the shape of every other error.
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined })
    .exitOverride();
  root.commandsGroup('Ship and watch:');
  begin(root, run);
  ship(root, run);
  root.commandsGroup('Decide:');
  decide(root, run);
  root.commandsGroup('Prove:');
  prove(root, run);
  root.commandsGroup('Serve:');
  serve(root, run, mainFile);
  return root;
}

const globals = (command: Command): GlobalOptions => command.optsWithGlobals();

function begin(root: Command, run: Run): void {
  root
    .command('init')
    .description('look at this folder and write what it needs: shows the diff first')
    .option('--preset <kind>', 'how the unit runs: process', 'process')
    .option('--write', 'write without asking: for where nobody sits at a terminal', false)
    .option('--force', 'also write over files that are there and differ', false)
    .action(async (options: { preset: string; write: boolean; force: boolean }, command: Command) => {
      const { init } = await import('./commands/init.ts');
      await run('init', globals(command), (doing) => init(doing, options));
    });
  root
    .command('doctor')
    .description('is everything there that a deployment needs? OK, WARN or FAIL, with what to do')
    .option('--fix', 'mend what can be mended without risk', false)
    .action(async (options: { fix: boolean }, command: Command) => {
      const { doctor } = await import('./commands/doctor.ts');
      await run('doctor', globals(command), (doing) => doctor(doing, options));
    });
}

function ship(root: Command, run: Run): void {
  root
    .command('deploy')
    .description('package, stage, validate, rehearse, wait for a person, roll out, bake')
    .option('--reference <commit>', 'what to deploy', 'HEAD')
    .option('--dirty', 'pack uncommitted changes too; the plan shows it', false)
    .option('--reason <text>', 'why; it stands in the record', '')
    .addOption(
      new Option('--wait-for <point>', 'how far to wait')
        .choices(['staging', 'approval', 'production', 'complete'])
        .default('complete'),
    )
    .option('--no-wait', 'leave with exit 6 when a person must answer')
    .option('--detach', 'leave as soon as it has begun', false)
    .action(
      async (
        options: {
          reference: string;
          dirty: boolean;
          reason: string;
          waitFor: WaitFor;
          wait: boolean;
          detach: boolean;
        },
        command: Command,
      ) => {
        const { deploy } = await import('./commands/deploy.ts');
        await run('deploy', globals(command), (doing) => deploy(doing, options));
      },
    );
  root
    .command('plan')
    .description('what deploy would do; changes nothing')
    .option('--reference <commit>', 'what to deploy', 'HEAD')
    .option('--dirty', 'as if uncommitted changes were packed too', false)
    .action(async (options: { reference: string; dirty: boolean }, command: Command) => {
      const { plan } = await import('./commands/deploy.ts');
      await run('plan', globals(command), (doing) => plan(doing, { ...options, reason: '' }));
    });
  root
    .command('status')
    .argument('[id]')
    .description('where a deployment is, why it waits, and what to do next')
    .option('--all', 'a line for each', false)
    .action(async (id: string | undefined, options: { all: boolean }, command: Command) => {
      const { status } = await import('./commands/look.ts');
      await run('status', globals(command), (doing) => status(doing, id, options.all));
    });
  root
    .command('watch')
    .argument('<id>')
    .description('follow a deployment to its end')
    .action(async (id: string, _: unknown, command: Command) => {
      const { watch } = await import('./commands/deploy.ts');
      await run('watch', globals(command), (doing) => watch(doing, id));
    });
}

function decide(root: Command, run: Run): void {
  const signed = (name: 'approve' | 'reject', description: string): void => {
    root
      .command(name)
      .argument('<id>')
      .description(description)
      .option('--plan-digest <digest>', 'only if this is the plan')
      .option('--reason <text>', 'stands in the record')
      .option('--key <file>', 'the approver key to sign with')
      .action(async (id: string, options: { planDigest?: string; reason?: string; key?: string }, command: Command) => {
        const { answerSigned } = await import('./commands/answer.ts');
        const { required } = await import('./required.ts');
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
    .argument('<answer>', 'extend, hold, proceed or rollback; close answers a rollback')
    .description('answer ambiguous-metrics or, with close, after-rollback')
    .option('--reason <text>', 'with extend, hold and proceed: required, it stands in the record')
    .option('--root-cause <text>', 'with close: a text, or @FILE')
    .option('--key <file>', 'the approver key to sign with')
    .action(
      async (
        id: string,
        answer: string,
        options: { reason?: string; rootCause?: string; key?: string },
        command: Command,
      ) => {
        const { decideAnswer } = await import('./commands/decide.ts');
        await run('decide', globals(command), (doing) => decideAnswer(doing, id, answer, options));
      },
    );
  for (const [name, description] of [
    ['hold', 'keep the weight where it is'],
    ['resume', 'lift a hold that somebody placed'],
    ['abort', 'stop a deployment that has not touched production'],
    ['rollback', 'send all traffic back to stable; works inside windows and without approval'],
  ] as const) {
    root
      .command(name)
      .argument(name === 'rollback' ? '[id]' : '<id>')
      .description(description)
      .option('--reason <text>', 'required: it stands in the record')
      .action(async (id: string | undefined, options: { reason?: string }, command: Command) => {
        const { act } = await import('./commands/act.ts');
        await run(name, globals(command), (doing) => act(doing, id, name, options.reason));
      });
  }
}

function prove(root: Command, run: Run): void {
  root
    .command('report')
    .argument('<id>')
    .description('a report of a deployment, made from its record')
    .option('--kind <kind>', 'staging, plan or post', 'post')
    .addOption(new Option('--format <form>', 'as Markdown or as JSON').choices(['md', 'json']).default('md'))
    .option('--out <file>', 'write it there')
    .action(async (id: string, options: { kind: string; format: string; out?: string }, command: Command) => {
      const { report } = await import('./commands/look.ts');
      await run('report', globals(command), (doing) => report(doing, id, options.kind, options.format, options.out));
    });
  root
    .command('verify')
    .description('recompute the record’s chain; needs no control plane')
    .option('--data <dir>', 'the state folder (default: .plimsoll)')
    .option('--record <file>', 'an exported record instead')
    .action(async (options: { data?: string; record?: string }, command: Command) => {
      const { verify } = await import('./commands/verify.ts');
      await run('verify', globals(command), (doing) => verify(doing, options));
    });
  const approver = root.command('approver').description('who may approve production');
  approver
    .command('add')
    .description('enrol an approver; the first one unlocks production')
    .option('--key', 'with a passphrase-protected approver key', false)
    .requiredOption('--name <name>', 'the person, as policies name them: person:NAME')
    .option('--group <group>', 'a group of theirs; may be given several times', list, [])
    .action(async (options: { key: boolean; name: string; group: readonly string[] }, command: Command) => {
      const { addApprover } = await import('./commands/approver.ts');
      await run('approver add', globals(command), (doing) => addApprover(doing, options));
    });
  approver
    .command('list')
    .description('who is enrolled')
    .action(async (_: unknown, command: Command) => {
      const { listApprovers } = await import('./commands/approver.ts');
      await run('approver list', globals(command), listApprovers);
    });
  const config = root.command('config').description('look at the configuration');
  for (const [name, description] of [
    ['check', 'all problems at once, with line and caret'],
    ['show', 'the resolved view'],
    ['schema', 'the JSON Schema for editors'],
  ] as const) {
    config
      .command(name)
      .description(description)
      .action(async (_: unknown, command: Command) => {
        const { configCommand } = await import('./commands/config.ts');
        await run(`config ${name}`, globals(command), (doing) => configCommand(doing, name));
      });
  }
}

function serve(root: Command, run: Run, mainFile: string): void {
  root
    .command('serve')
    .description('run the control plane here')
    .option('--port <port>', 'the page’s port on loopback (default: the one it had, else 7311)', port)
    .option('--supervise', 'as a child that is started again when it dies', false)
    .addOption(new Option('--standby').default(false).hideHelp())
    .action(async (options: { port: number; supervise: boolean; standby: boolean }, command: Command) => {
      const { serve: doServe } = await import('./commands/serve.ts');
      await run('serve', globals(command), (doing) => doServe(doing, options, mainFile));
    });
  root
    .command('down')
    .description('stop the control plane; routers and instances keep serving')
    .option('--force-leave', 'although production is being changed: nobody judges it meanwhile', false)
    .option('--all', 'stop routers and instances of demo environments too', false)
    .action(async (options: { forceLeave: boolean; all: boolean }, command: Command) => {
      const { down } = await import('./commands/serve.ts');
      await run('down', globals(command), (doing) => down(doing, options));
    });
  root
    .command('demo')
    .description('ship the storefront three times on this machine: first, good, bad')
    .option('--folder <dir>', 'where to play it; it is kept for looking at', '.demo')
    .action(async (options: { folder: string }, command: Command) => {
      const { demo } = await import('./commands/demo.ts');
      await run('demo', globals(command), (doing) => demo(doing, options, mainFile));
    });
}
