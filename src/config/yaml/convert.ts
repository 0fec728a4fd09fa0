import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Fault, Path, PlacedFault, Range } from '../problem/fault.ts';
import { quoted } from '../problem/readable.ts';
import { aliasTargets } from './aliases.ts';
import { DEEPEST_VALUE } from './limits.ts';
import { Places } from './places.ts';
import { NO_NAME, refusedKey } from './refused-key.ts';
import type { Written, WrittenMap } from './written.ts';

/** What a document says, where it says so, and what in it cannot be said. */
export interface Converted {
  readonly root: Written;
  readonly places: Places;
  readonly faults: readonly PlacedFault[];
}

/** Fills the variables of one text, or says why it cannot. */
export type FillText = (text: string, path: Path) => string | Fault;

/** With aliases a small file can stand for an endless value: this many are enough for any configuration. */
const MOST_VALUES = 10_000;

/** Turns a parsed document into plain values, and notes where each stands. */
export function convert(document: Document, source: string, fill: FillText): Converted {
  const converter = new Converter(document, source, fill);
  const root = converter.read(document.contents as Node | null, [], null);
  return { root, places: converter.places, faults: converter.faults };
}

class Converter {
  readonly places = new Places();
  readonly faults: PlacedFault[] = [];
  readonly #source: string;
  readonly #fill: FillText;
  readonly #targets: ReturnType<typeof aliasTargets>;
  #values = 0;

  constructor(document: Document, source: string, fill: FillText) {
    this.#source = source;
    this.#fill = fill;
    this.#targets = aliasTargets(document);
  }

  read(node: Node | null, path: Path, key: Range | null): Written {
    this.#values += 1;
    const range = rangeOf(node) ?? [key?.[1] ?? 0, key?.[1] ?? 0];
    if (path.length > DEEPEST_VALUE || this.#isOver) return this.#tooMuch(range);
    if (node === null) {
      this.places.add(path, { key, value: range, textStart: null, isBlock: false });
      return null;
    }
    if (isAlias(node)) return this.#alias(node.source, this.#targets.get(node), path, key, range);
    const isBlock = !isScalar(node) && this.#source.slice(...range).includes('\n');
    const textStart = isScalar(node) ? textStartOf(node, range, this.#source) : null;
    this.places.add(path, { key, value: range, textStart, isBlock });
    if (isMap(node)) return this.#map(node, path);
    if (isSeq(node)) return this.#list(node.items as readonly (Node | null)[], path);
    return isScalar(node) ? this.#scalar(node, path, range) : null;
  }

  get #isOver(): boolean {
    return this.#values > MOST_VALUES;
  }

  #list(items: readonly (Node | null)[], path: Path): readonly Written[] {
    const list: Written[] = [];
    for (const [index, item] of items.entries()) {
      if (this.#isOver) break;
      list.push(this.read(item, [...path, index], null));
    }
    return list;
  }

  #tooMuch(range: Range): Written {
    const message = 'aliases make this larger or deeper than a configuration may be';
    if (this.faults.at(-1)?.code !== 'alias-bomb') {
      this.faults.push({ code: 'alias-bomb', message, remedy: 'write the values out', range });
    }
    return null;
  }

  #alias(name: string, target: Node | undefined, path: Path, key: Range | null, range: Range): Written {
    if (target !== undefined) return this.read(target, path, key);
    const message = `${quoted(`*${name}`)} reads as an alias, and nothing is named so`;
    this.faults.push({ code: 'yaml-alias', message, remedy: `quote it: "*${name}"`, range });
    this.places.add(path, { key, value: range, textStart: null, isBlock: false });
    return null;
  }

  #map(node: YAMLMap, path: Path): WrittenMap {
    const map: Record<string, Written> = Object.create(null);
    const seen = new Map<string, Range>();
    for (const pair of node.items as readonly Pair<Node | null, Node | null>[]) {
      if (this.#isOver) break;
      const range = rangeOf(pair.key) ?? rangeOf(node) ?? [0, 0];
      const name = isScalar(pair.key) ? nameOf(pair.key) : null;
      const refused = refusedKey(name, seen.get(name ?? ''));
      if (name === null || refused !== null) {
        this.faults.push({ range, ...(refused ?? NO_NAME) });
        continue;
      }
      seen.set(name, range);
      map[name] = this.read(pair.value, [...path, name], range);
    }
    return map;
  }

  #scalar(node: Scalar, path: Path, range: Range): Written {
    const { value } = node;
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    if (typeof value !== 'string') return null;
    const filled = value.includes('\u0000') ? ZERO : this.#fill(value, path);
    if (typeof filled === 'string') {
      if (filled !== value) this.#forgetText(path);
      return filled;
    }
    this.faults.push({ ...filled, range });
    return value;
  }

  /** After variables are filled, an offset in the text says nothing about the file. */
  #forgetText(path: Path): void {
    const spot = this.places.find(path);
    if (spot !== undefined) this.places.add(path, { ...spot, textStart: null });
  }
}

const ZERO: Fault = {
  code: 'control-character',
  message: 'this text holds a zero character',
  remedy: 'take it out',
};

/** A key as it was written: `1` and `on` are names here, not numbers. */
const nameOf = (key: Scalar): string => (typeof key.value === 'string' ? key.value : (key.source ?? String(key.value)));

function rangeOf(node: Node | null | undefined): Range | undefined {
  return node?.range === null || node?.range === undefined ? undefined : [node.range[0], node.range[1]];
}

function textStartOf(node: Scalar, range: Range, source: string): number | null {
  if (typeof node.value !== 'string') return null;
  const [start, end] = range;
  if (source.slice(start, end) === node.value) return start;
  return source.slice(start + 1, end - 1) === node.value ? start + 1 : null;
}
