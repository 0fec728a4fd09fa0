import { connect } from 'node:net';
import type { DeploymentView } from '../../api/view.ts';
import { surviveClosedPipes } from '../closed-pipes.ts';
import { documentOf } from '../outcome.ts';
import { visibleJson } from '../render/visible.ts';
import { whereAll, whereOf } from '../where.ts';
import { questionIn } from './question.ts';

/** Longer is no quick answer, in milliseconds. */
const LIMIT = 2_000;

/**
 * Answers `status -o json` in the same words as the whole program, without loading it. False when it did not: nothing was written
 * then, and the whole program says what is wrong.
 */
export async function status(argv: readonly string[]): Promise<boolean> {
  const question = questionIn(argv, process.env);
  if (question === null) return false;
  const { id, socket } = question;
  const text = await get(socket, id === null ? '/api/v1/current' : `/api/v1/deployments/${encodeURIComponent(id)}`);
  const views = text === null ? null : viewsIn(text);
  if (views === null) return false;
  const [only] = views;
  const where = only !== undefined && views.length === 1 ? whereOf(only) : whereAll(views);
  surviveClosedPipes();
  process.stdout.write(`${visibleJson(documentOf('status', { ...where, text: '' }))}\n`);
  return true;
}

function viewsIn(text: string): readonly DeploymentView[] | null {
  try {
    return [JSON.parse(text) as DeploymentView | readonly DeploymentView[]].flat();
  } catch {
    return null;
  }
}

/**
 * What a control plane answers to a question; null when it does not, or refuses. Spoken by hand, as loading and readying Node's own
 * client takes a tenth of the whole time: in HTTP 1.0 a body is all that comes until the end, and one cut short is no JSON.
 */
const get = (path: string, question: string): Promise<string | null> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect(path);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
    });
    socket.on('error', () => resolve(null));
    socket.on('close', () => resolve(bodyOf(answer)));
    socket.setTimeout(LIMIT, () => socket.destroy());
    socket.end(`GET ${question} HTTP/1.0\r\nhost: localhost\r\n\r\n`);
  });

function bodyOf(answer: string): string | null {
  const [head = '', ...body] = answer.split('\r\n\r\n');
  return /^HTTP\/1\.[01] 200 /.test(head) ? body.join('\r\n\r\n') : null;
}
