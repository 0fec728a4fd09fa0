// Finds every error code that the source can give, with its message and remedy as they are written there; `…` stands for a value.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** An error as one place of the source makes it. */
export interface MadeError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** From the root of the project. */
  readonly file: string;
}

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const VALUE = '…';

/** What is said between our own processes: at the edge it becomes another error, such as `journal-full` or `world-failed`. */
const INSIDE = /^src\/(?:journal|drivers|ports|testing)\/|^src\/router\/admin\.ts$|\/fixtures\/|\.test\.ts$/;

/** Every error that the source makes, by file and then in the order in which it is written. */
export function errorsInSource(): readonly MadeError[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => `src/${name}`)
    .filter((name) => name.endsWith('.ts') && !INSIDE.test(name))
    .sort();
  const program = ts.createProgram(
    files.map((name) => join(ROOT, name)),
    {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      allowImportingTsExtensions: true,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      lib: ['lib.es2024.d.ts'],
      types: ['node'],
    },
  );
  const checker = program.getTypeChecker();
  return files.flatMap((file) => {
    const source = program.getSourceFile(join(ROOT, file));
    return source === undefined ? [] : errorsIn(source, checker).map((error) => ({ ...error, file }));
  });
}

function errorsIn(source: ts.SourceFile, checker: ts.TypeChecker): readonly Omit<MadeError, 'file'>[] {
  const found: Omit<MadeError, 'file'>[] = [];
  const visit = (node: ts.Node): void => {
    const parts = ts.isObjectLiteralExpression(node)
      ? partsOfObject(node)
      : ts.isCallExpression(node) || ts.isNewExpression(node)
        ? partsOfCall(node, checker)
        : undefined;
    if (parts?.code !== undefined) {
      const message = text(parts.message, checker);
      const remedy = text(parts.remedy, checker);
      // Our schemas know their own faults by another name.
      for (const code of codes(parts.code, checker)) if (code !== 'custom') found.push({ code, message, remedy });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

type Parts = Partial<Record<'code' | 'message' | 'remedy', ts.Expression>>;

/** An object that says what is wrong and what to do. */
function partsOfObject(node: ts.ObjectLiteralExpression): Parts | undefined {
  const parts: Record<string, ts.Expression> = {};
  for (const property of node.properties) {
    if (ts.isPropertyAssignment(property)) parts[property.name.getText()] = property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) parts[property.name.text] = property.name;
  }
  return parts.message === undefined ? undefined : parts;
}

/** A call of something that makes an error: one of its parameters is the code. */
function partsOfCall(node: ts.CallExpression | ts.NewExpression, checker: ts.TypeChecker): Parts | undefined {
  const names = ts.isIdentifier(node.expression) ? parametersOf(node.expression, checker) : [];
  if (!names.includes('code')) return undefined;
  const at = (...known: readonly string[]): ts.Expression | undefined =>
    node.arguments?.[names.findIndex((name) => known.includes(name))];
  return { code: at('code'), message: at('message', 'detail', 'problem'), remedy: at('remedy', 'next') } as Parts;
}

/** The names of what a function or a constructor takes. To ask for the types of every call would take ten times as long. */
function parametersOf(callee: ts.Identifier, checker: ts.TypeChecker): readonly string[] {
  const symbol = checker.getSymbolAtLocation(callee);
  const origin =
    symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declared = origin?.valueDeclaration;
  const made = declared !== undefined && ts.isVariableDeclaration(declared) ? declared.initializer : declared;
  const callable =
    made !== undefined && ts.isClassDeclaration(made) ? made.members.find(ts.isConstructorDeclaration) : made;
  if (callable === undefined || !ts.isFunctionLike(callable)) return [];
  return callable.parameters.map(({ name }) => name.getText());
}

/** The codes that an expression may have; none when it only passes one on. */
function codes(expression: ts.Expression, checker: ts.TypeChecker): readonly string[] {
  if (ts.isConditionalExpression(expression)) {
    return [expression.whenTrue, expression.whenFalse].flatMap((one) => codes(one, checker));
  }
  if (ts.isTemplateExpression(expression)) {
    return expression.templateSpans.reduce<readonly string[]>(
      (before, span) => {
        const known = literals(checker.getTypeAtLocation(span.expression));
        const values = known.length === 0 ? [VALUE] : known;
        return before.flatMap((head) => values.map((value) => head + value + span.literal.text));
      },
      [expression.head.text],
    );
  }
  return literals(checker.getTypeAtLocation(expression));
}

function literals(type: ts.Type): readonly string[] {
  const members = type.isUnion() ? type.types : [type];
  return members.every((one) => one.isStringLiteral()) ? members.map((one) => one.value) : [];
}

/** A text as it is written: values become `…`, names of constants what they stand for, choices all that they offer. */
function text(expression: ts.Expression | undefined, checker: ts.TypeChecker): string {
  if (expression === undefined) return '';
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isTemplateExpression(expression)) {
    const spans = expression.templateSpans.map(
      (span) => (constant(span.expression, checker) ?? VALUE) + span.literal.text,
    );
    return expression.head.text + spans.join('');
  }
  if (ts.isConditionalExpression(expression)) {
    return `${text(expression.whenTrue, checker)} / ${text(expression.whenFalse, checker)}`;
  }
  if (ts.isParenthesizedExpression(expression)) return text(expression.expression, checker);
  return constant(expression, checker) ?? VALUE;
}

/** What a name stands for, where that is written as a text. */
function constant(expression: ts.Expression, checker: ts.TypeChecker): string | undefined {
  if (!ts.isIdentifier(expression)) return undefined;
  const symbol = ts.isShorthandPropertyAssignment(expression.parent)
    ? checker.getShorthandAssignmentValueSymbol(expression.parent)
    : checker.getSymbolAtLocation(expression);
  const declared = symbol?.valueDeclaration;
  if (declared === undefined || !ts.isVariableDeclaration(declared) || declared.initializer === undefined)
    return undefined;
  const isText =
    ts.isStringLiteralLike(declared.initializer) ||
    ts.isTemplateExpression(declared.initializer) ||
    ts.isConditionalExpression(declared.initializer);
  return isText ? text(declared.initializer, checker) : undefined;
}
