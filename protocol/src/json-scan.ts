import { type JsonFault, JsonLexer } from "./json-lexer.ts";
import { LIMITS } from "./table/limits.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const SMALL_T = 0x74;
const SMALL_F = 0x66;
const SMALL_N = 0x6e;

/**
 * Scans a text for what `JSON.parse` lets pass: keys that stand twice in an object (compared after their
 * escapes are decoded), nesting beyond the limit and escapes that name a lone surrogate. Checks the grammar
 * (RFC 8259) on the way, so that the first error in the order of the text wins, whatever its kind.
 *
 * The core's reader follows the same rules and must give the same code for the same bytes:
 * - `too_deep` stands at the bracket that opens one level too many;
 * - `duplicate_key` stands at the end of the second key, before its colon is looked at;
 * - a high surrogate escape that no well-formed low one follows at once, or a low one by itself, is `bad_utf8`
 *   at its own backslash, whatever comes after it; a `\u` without four hexadecimal digits is `bad_json`.
 *
 * It keeps no more than one key list for each open object and never recurses: 64 KB of `[` cost it eight steps.
 */
export function scanJson(text: string): JsonFault | undefined {
  return new JsonScan(text).document();
}

/** What may come next. */
const VALUE = 0;
const FIRST_ELEMENT = 1;
const FIRST_KEY = 2;
const KEY = 3;
const AFTER_VALUE = 4;

class JsonScan {
  readonly #lexer: JsonLexer;
  /** The open containers: the keys so far of an object, undefined for an array. */
  readonly #open: (SeenKeys | undefined)[] = [];

  constructor(text: string) {
    this.#lexer = new JsonLexer(text);
  }

  document(): JsonFault | undefined {
    const lexer = this.#lexer;
    let next = VALUE;
    do {
      lexer.skipSpace();
      next = this.#step(next, lexer.peek());
    } while (lexer.fault === undefined && (next !== AFTER_VALUE || this.#open.length > 0));
    lexer.skipSpace();
    if (lexer.position < lexer.text.length) {
      lexer.fail("bad_json");
    }
    return lexer.fault;
  }

  #step(next: number, character: number): number {
    if (next === AFTER_VALUE) {
      return this.#afterValue(character);
    }
    if (next === KEY || (next === FIRST_KEY && character !== CLOSE_OBJECT)) {
      return this.#key(character);
    }
    if (next === FIRST_KEY || (next === FIRST_ELEMENT && character === CLOSE_ARRAY)) {
      return this.#close();
    }
    return this.#value(character);
  }

  #value(character: number): number {
    switch (character) {
      case OPEN_OBJECT:
        return this.#openContainer(new SeenKeys(), FIRST_KEY);
      case OPEN_ARRAY:
        return this.#openContainer(undefined, FIRST_ELEMENT);
      case QUOTE:
        this.#lexer.string();
        return AFTER_VALUE;
      case SMALL_T:
        return this.#literal("true");
      case SMALL_F:
        return this.#literal("false");
      case SMALL_N:
        return this.#literal("null");
      default:
        this.#lexer.number();
        return AFTER_VALUE;
    }
  }

  #openContainer(keys: SeenKeys | undefined, next: number): number {
    if (this.#open.length === LIMITS.maxJsonDepth.value) {
      this.#lexer.fail("too_deep");
      return next;
    }
    this.#open.push(keys);
    this.#lexer.position++;
    return next;
  }

  #close(): number {
    this.#open.pop();
    this.#lexer.position++;
    return AFTER_VALUE;
  }

  #afterValue(character: number): number {
    const inObject = this.#open[this.#open.length - 1] !== undefined;
    if (character === COMMA) {
      this.#lexer.position++;
      return inObject ? KEY : VALUE;
    }
    if (character !== (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
      this.#lexer.fail("bad_json");
    }
    return this.#close();
  }

  #key(character: number): number {
    if (character !== QUOTE) {
      this.#lexer.fail("bad_json");
      return VALUE;
    }
    const lexer = this.#lexer;
    const start = lexer.position;
    const hasEscape = lexer.string();
    if (lexer.fault !== undefined) {
      return VALUE;
    }
    const key = hasEscape
      ? (JSON.parse(lexer.text.slice(start, lexer.position)) as string)
      : lexer.text.slice(start + 1, lexer.position - 1);
    if (this.#open[this.#open.length - 1]?.add(key) === false) {
      lexer.fail("duplicate_key");
      return VALUE;
    }
    lexer.skipSpace();
    if (lexer.peek() !== COLON) {
      lexer.fail("bad_json");
    }
    lexer.position++;
    return VALUE;
  }

  #literal(word: string): number {
    this.#lexer.literal(word);
    return AFTER_VALUE;
  }
}

/** The keys of one object. Most have a few, which a list compares fastest; a hostile one has thousands. */
class SeenKeys {
  static readonly #mostInList = 16;
  readonly #list: string[] = [];
  #set: Set<string> | undefined;

  /** False when the key is there already. */
  add(key: string): boolean {
    if (this.#set !== undefined) {
      return this.#set.size !== this.#set.add(key).size;
    }
    if (this.#list.includes(key)) {
      return false;
    }
    this.#list.push(key);
    if (this.#list.length > SeenKeys.#mostInList) {
      this.#set = new Set(this.#list);
    }
    return true;
  }
}
