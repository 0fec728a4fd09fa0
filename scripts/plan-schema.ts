// The JSON Schema of what `plimsoll plan --out` writes, read from the types themselves: there is no second description to keep up to date.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const PLAN = fileURLToPath(new URL('../src/core/plan/plan.ts', import.meta.url));

type Schema = Readonly<Record<string, unknown>>;

/** The schema as the text of `schema/plan.schema.json`. */
export function planSchemaText(): string {
  const program = ts.createProgram([PLAN], {
    ...{ strict: true, exactOptionalPropertyTypes: true, allowImportingTsExtensions: true, noEmit: true, types: [] },
    ...{ target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext },
  });
  const plan = new Types(program.getTypeChecker()).schemaOf(declared(program, 'Plan'));
  const file = {
    ...{ $schema: 'http://json-schema.org/draft-07/schema#', title: 'A plan file of plimsoll, version 1' },
    ...{
      description: 'One line of canonical JSON (RFC 8785). `digest` is the SHA-256 of the canonical text of `plan`.',
    },
    ...{ type: 'object', required: ['schema', 'digest', 'plan'], additionalProperties: false },
    properties: {
      schema: { const: 'plimsoll.plan-file/1' },
      digest: { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' },
      plan: plan.schema,
    },
    definitions: plan.definitions,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function declared(program: ts.Program, name: string): ts.Type {
  const source = program.getSourceFile(PLAN);
  const found = source?.statements.find(
    (one): one is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(one) && one.name.text === name,
  );
  if (found === undefined) throw new Error(`${PLAN} declares no ${name}`);
  return program.getTypeChecker().getTypeAtLocation(found);
}

/** Reads types: what has a name of its own is defined once and referred to, so that types may be circular. */
class Types {
  readonly #checker: ts.TypeChecker;
  readonly #named = new Map<ts.Type, string>();
  readonly #definitions: Record<string, Schema> = {};

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  schemaOf(type: ts.Type): { readonly schema: Schema; readonly definitions: Readonly<Record<string, Schema>> } {
    const schema = this.#of(type);
    const sorted = Object.entries(this.#definitions).sort(([one], [other]) => (one < other ? -1 : 1));
    return { schema, definitions: Object.fromEntries(sorted) };
  }

  #of(type: ts.Type): Schema {
    const plain = plainOf(type);
    if (plain !== null) return plain;
    const name = this.#nameOf(type);
    if (name === null) return this.#made(type);
    if (!this.#named.has(type)) {
      const free = name in this.#definitions ? `${name}${this.#named.size}` : name;
      this.#named.set(type, free);
      this.#definitions[free] = {};
      this.#definitions[free] = this.#made(type);
    }
    return { $ref: `#/definitions/${this.#named.get(type)}` };
  }

  #made(type: ts.Type): Schema {
    if (type.isUnion()) return this.#union(type.types);
    const [items] = this.#checker.isArrayType(type) ? this.#checker.getTypeArguments(type as ts.TypeReference) : [];
    if (items !== undefined) return { type: 'array', items: this.#of(items) };
    if (type.isIntersection() && type.types.some((one) => plainOf(one) !== null)) return plainOf(unbranded(type)) ?? {};
    return this.#object(type);
  }

  #union(types: readonly ts.Type[]): Schema {
    const members = types.filter((one) => (one.flags & ts.TypeFlags.Undefined) === 0);
    const schemas = [...new Map(members.map((one) => this.#of(one)).map((one) => [JSON.stringify(one), one])).values()];
    const literals = schemas.map((one) => one.const).filter((one) => one !== undefined);
    const isBoolean = literals.length === 2 && literals.includes(true) && literals.includes(false);
    const rest = schemas.filter((one) => one.const === undefined);
    const all = [
      ...rest,
      ...(isBoolean ? [{ type: 'boolean' }] : literals.length === 0 ? [] : [{ enum: literals.sort() }]),
    ];
    return all.length === 1 ? (all[0] ?? {}) : { anyOf: all };
  }

  #object(type: ts.Type): Schema {
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const property of this.#checker.getPropertiesOfType(type)) {
      const text = ts.displayPartsToString(property.getDocumentationComment(this.#checker)).replaceAll(/\s+/g, ' ');
      const schema = this.#of(this.#checker.getTypeOfSymbol(property));
      // Beside a reference nothing else is read.
      properties[property.name] = text === '' || '$ref' in schema ? schema : { ...schema, description: text };
      if ((property.flags & ts.SymbolFlags.Optional) === 0) required.push(property.name);
    }
    const values = this.#checker.getIndexInfoOfType(type, ts.IndexKind.String);
    return {
      type: 'object',
      ...(required.length === 0 ? {} : { required }),
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(values === undefined ? {} : { additionalProperties: this.#of(values.type) }),
    };
  }

  /** The name that a type was declared by; a type that was made of others on the spot has none. */
  #nameOf(type: ts.Type): string | null {
    if (type.aliasSymbol !== undefined)
      return (type.aliasTypeArguments ?? []).length === 0 ? type.aliasSymbol.name : null;
    const isDeclared = (type as ts.ObjectType).objectFlags & ts.ObjectFlags.Interface;
    return isDeclared ? (type.getSymbol()?.name ?? null) : null;
  }
}

/** A text or number with a brand of ours is a text or number in JSON. */
const unbranded = (type: ts.IntersectionType): ts.Type => type.types.find((one) => plainOf(one) !== null) ?? type;

function plainOf(type: ts.Type): Schema | null {
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (type.flags & ts.TypeFlags.BooleanLiteral)
    return { const: (type as { intrinsicName?: string }).intrinsicName === 'true' };
  if (type.flags & ts.TypeFlags.String) return { type: 'string' };
  if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
  if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
  if (type.flags & ts.TypeFlags.TemplateLiteral) return { type: 'string' };
  return type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any) ? {} : null;
}
