import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The one place where a text of the user meets a shell, and the two that become the user's command after a line was read. */
const SHELLS = [
  'src/drivers/shared/shell-command.ts',
  'src/drivers/target/process/launch.ts',
  'src/drivers/target/command/exec.ts',
];

/** A file without any of these words is not looked at further. */
const SUSPICIOUS =
  /\b(?:eval|\w*Function|vm|repl|inspector|RegExp|setTimeout|setInterval|exec\w*|spawn\w*|shell|constructor)\b|\bimport\(/;

/** What could make a text into code, a shell command or a pattern: each with its place. */
function findings(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const found: string[] = [];
  const report = (node: ts.Node, what: string): void => {
    found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      if (/^(?:node:)?(?:vm|repl|inspector)(?:\/|$)/.test(node.moduleSpecifier.text))
        report(node, `imports ${node.moduleSpecifier.text}`);
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) checkCall(node, report, file);
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'shell') report(node, 'asks for a shell');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function checkCall(
  node: ts.CallExpression | ts.NewExpression,
  report: (node: ts.Node, what: string) => void,
  file: string,
): void {
  const callee = node.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  const [first] = node.arguments ?? [];
  if (['eval', 'Function', 'AsyncFunction', 'GeneratorFunction'].includes(name))
    report(node, `makes code of text: ${name}`);
  if (name === 'constructor') report(node, 'reaches for a constructor by its name');
  if (name === 'RegExp' && !isConstant(first)) report(node, 'makes a pattern of text');
  if (['setTimeout', 'setInterval'].includes(name) && first !== undefined && ts.isStringLiteralLike(first))
    report(node, 'runs text later');
  if (['exec', 'execSync'].includes(name) && ts.isIdentifier(callee)) report(node, 'runs a line of text');
  if (callee.kind === ts.SyntaxKind.ImportKeyword && !isLiteral(first)) report(node, 'loads what a text names');
  if (['spawn', 'spawnSync', 'execFile', 'execFileSync'].includes(name) && !SHELLS.includes(file)) {
    const runs = first === undefined ? '' : first.getText();
    if (/['"`](?:\/bin\/)?(?:ba|da|z)?sh['"`]/.test(runs)) report(node, 'runs a shell');
  }
}

const isLiteral = (node: ts.Expression | undefined): boolean => node !== undefined && ts.isStringLiteralLike(node);
/** A pattern of ours: written out, or a constant of a module, which is written in capitals. */
const isConstant = (node: ts.Expression | undefined): boolean =>
  node !== undefined &&
  (isLiteral(node) ||
    ts.isRegularExpressionLiteral(node) ||
    (ts.isIdentifier(node) && /^[A-Z][A-Z0-9_]*$/.test(node.text)));

describe('no text becomes code', () => {
  it('in no file of ours', () => {
    const files = readdirSync('src', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
      // What stands in for others in tests is no part of the program.
      .filter((entry) => !/(?:^|\/)testing(?:\/|$)/.test(entry.parentPath))
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(500);

    const found = files.flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return SUSPICIOUS.test(text) ? findings(file, text) : [];
    });

    expect(found).toEqual([]);
  });

  it.each([
    'eval(text)',
    'globalThis.eval(text)',
    'new Function(text)()',
    'Function("return 1")',
    '[].constructor.constructor(text)()',
    "import vm from 'node:vm'",
    "import { Script } from 'vm'",
    'new RegExp(text)',
    'RegExp(`' + '$' + '{text}x`)',
    'setTimeout("text", 1)',
    'exec(text)',
    'execSync(`git ' + '$' + '{text}`)',
    "spawn('sh', ['-c', text])",
    "spawn('x', [], { shell: true })",
    'await import(text)',
  ])('and it would be seen: %s', (text) => {
    expect(findings('src/x.ts', text)).toHaveLength(1);
  });

  it.each([
    'new RegExp(PATTERN)',
    "await import('./x.ts')",
    'setTimeout(end, 5)',
    '/a/.exec(text)',
    "spawn('git', ['log', '--', text])",
  ])('where there is nothing to see, nothing is: %s', (text) => {
    expect(findings('src/x.ts', text)).toEqual([]);
  });
});
