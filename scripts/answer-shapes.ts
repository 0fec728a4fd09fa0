// Makes JSON Schemas of the types that the control plane answers with: the interface is the one source, and its comments the words.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { AnswerShapes } from '../src/server/openapi/document.ts';
import type { Part } from '../src/server/openapi/part.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Whose methods answer, and what else is sent. */
const INTERFACES = [
  ['src/api/control-plane.ts', 'ControlPlane'],
  ['src/server/front-door.ts', 'FrontDoor'],
] as const;
const SENT = [
  ['src/api/streamed.ts', 'StreamedEvent'],
  ['src/api/streamed.ts', 'StreamSigns'],
] as const;

/** The shapes of all answers. Takes seconds: it reads the source with the compiler. */
export function answerShapes(): AnswerShapes {
  const files = [...INTERFACES, ...SENT].map(([file]) => `${ROOT}${file}`);
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(`${ROOT}tsconfig.test.json`, ts.sys.readFile).config,
    ts.sys,
    ROOT,
  );
  const program = ts.createProgram(files, options);
  const shapes = new Shapes(program.getTypeChecker());
  const typeOf = (file: string, name: string): ts.Type => {
    const source = program.getSourceFile(`${ROOT}${file}`);
    const node = source?.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === name);
    if (node === undefined) throw new Error(`${file} has no interface ${name}`);
    return program.getTypeChecker().getTypeAtLocation(node);
  };
  const answers: Record<string, Part> = {};
  for (const [file, name] of INTERFACES) Object.assign(answers, shapes.ofMethods(typeOf(file, name)));
  for (const [file, name] of SENT) shapes.of(typeOf(file, name));
  const inOrder = ([one]: readonly [string, Part], [other]: readonly [string, Part]): number => (one < other ? -1 : 1);
  return { schemas: Object.fromEntries([...shapes.named].sort(inOrder)), answers };
}

class Shapes {
  readonly named = new Map<string, Part>();
  readonly #names = new Map<ts.Symbol, string>();
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  ofMethods(type: ts.Type): Record<string, Part> {
    return Object.fromEntries(
      type.getProperties().flatMap((method) => {
        const [signature] = this.#checker.getTypeOfSymbol(method).getCallSignatures();
        // What is no method answers nothing: no operation can be named after it.
        if (signature === undefined) return [];
        const answer = signature.getReturnType();
        return [[method.name, this.of(this.#checker.getAwaitedType(answer) ?? answer)] as const];
      }),
    );
  }

  of(type: ts.Type): Part {
    const { flags } = type;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    // Whatever answers nothing answers null.
    if (flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Null)) return { type: 'null' };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (flags & ts.TypeFlags.BooleanLiteral) return { const: this.#checker.typeToString(type) === 'true' };
    if (flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
    const branded = type.isIntersection() ? type.types.find(isPrimitive) : undefined;
    if (branded !== undefined) return this.of(branded);
    if (this.#checker.isTupleType(type)) {
      const items = this.#checker.getTypeArguments(type as ts.TypeReference).map((one) => this.of(one));
      return { type: 'array', items: items.length === 1 ? (items[0] ?? {}) : { anyOf: items } };
    }
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', items: item === undefined ? {} : this.of(item) };
    }
    const name = this.#nameOf(type);
    if (name === null) return this.#content(type);
    if (!this.named.has(name)) {
      this.named.set(name, {});
      this.named.set(name, this.#content(type));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** Types with a name of their own are told once; those that are made of others on the spot are not. */
  #nameOf(type: ts.Type): string | null {
    const isMade = type.aliasTypeArguments !== undefined || ((type as ts.TypeReference).typeArguments?.length ?? 0) > 0;
    const symbol = isMade ? undefined : (type.aliasSymbol ?? type.getSymbol());
    if (symbol === undefined || symbol.name.startsWith('__')) return null;
    const known = this.#names.get(symbol);
    if (known !== undefined) return known;
    const taken = new Set(this.#names.values());
    let name = symbol.name;
    for (let n = 2; taken.has(name) || name === 'Problem'; n += 1) name = `${symbol.name}${n}`;
    this.#names.set(symbol, name);
    return name;
  }

  #content(type: ts.Type): Part {
    const words = ts.displayPartsToString(
      (type.aliasSymbol ?? type.getSymbol())?.getDocumentationComment(this.#checker),
    );
    const described = words === '' || isLibrary(type) ? {} : { description: words };
    if (type.isUnion()) return { ...described, ...this.#union(type) };
    const index = this.#checker.getIndexInfosOfType(type)[0];
    const properties: Record<string, Part> = {};
    const required: string[] = [];
    for (const property of this.#checker.getPropertiesOfType(type)) {
      const inner = this.#checker.getTypeOfSymbol(property);
      if (inner.getCallSignatures().length > 0) continue;
      const what = ts.displayPartsToString(property.getDocumentationComment(this.#checker));
      properties[property.name] = {
        ...this.of(withoutUndefined(this.#checker, inner)),
        ...(what === '' ? {} : { description: what }),
      };
      if ((property.flags & ts.SymbolFlags.Optional) === 0) required.push(property.name);
    }
    return {
      ...{ ...described, type: 'object' },
      ...(required.length === 0 ? {} : { required }),
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(index === undefined ? {} : { additionalProperties: this.of(index.type) }),
    };
  }

  #union(type: ts.UnionType): Part {
    const parts = type.types.filter((one) => (one.flags & ts.TypeFlags.Undefined) === 0);
    const texts = parts.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
    const isBoolean = parts.filter((one) => one.flags & ts.TypeFlags.BooleanLiteral).length === 2;
    const others = parts.filter(
      (one) => !one.isStringLiteral() && !(isBoolean && one.flags & ts.TypeFlags.BooleanLiteral),
    );
    const all: Part[] = [
      ...(texts.length === 0
        ? []
        : [texts.length === 1 ? { const: texts[0] } : { type: 'string', enum: texts.sort() }]),
      ...(isBoolean ? [{ type: 'boolean' }] : []),
      ...others.map((one) => this.of(one)).sort(nullLast),
    ];
    return all.length === 1 ? (all[0] ?? {}) : { anyOf: all };
  }
}

// The compiler's own order depends on what it met first.
const nullLast = (one: Part, other: Part): number => (rank(one) < rank(other) ? -1 : 1);
const rank = (part: Part): string => `${part.type === 'null' ? 1 : 0}${JSON.stringify(part)}`;

const isPrimitive = (type: ts.Type): boolean =>
  (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike)) !== 0;

const withoutUndefined = (checker: ts.TypeChecker, type: ts.Type): ts.Type =>
  type.isUnion() && type.types.some((one) => one.flags & ts.TypeFlags.Undefined)
    ? checker.getNonNullableType(type)
    : type;

const isLibrary = (type: ts.Type): boolean =>
  (type.aliasSymbol ?? type.getSymbol())?.declarations?.some((one) => one.getSourceFile().hasNoDefaultLib) ?? false;
