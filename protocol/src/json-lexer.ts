/** What a strict reader objects to, and where: `offset` counts UTF-16 units of the text. */
export interface JsonFault {
  readonly code: "bad_json" | "bad_utf8" | "too_deep" | "duplicate_key";
  readonly offset: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const SMALL_E = 0x65;
const SMALL_U = 0x75;

/**
 * Walks over the tokens of a JSON text (RFC 8259). The first fault stays; what is read after it means nothing,
 * so a caller looks at {@link fault} before it uses a token.
 */
export class JsonLexer {
  readonly text: string;
  position = 0;
  fault: JsonFault | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The UTF-16 unit at the position; NaN at the end. */
  peek(): number {
    return this.text.charCodeAt(this.position);
  }

  /** Reads a string from its opening quote; true when it holds an escape. */
  string(): boolean {
    const text = this.text;
    let hasEscape = false;
    for (let at = this.position + 1; ; ) {
      const character = text.charCodeAt(at);
      if (character === QUOTE) {
        this.position = at + 1;
        return hasEscape;
      }
      // NaN, past the end, fails this comparison too; control characters must be escaped.
      if (!(character >= 0x20)) {
        this.position = at;
        this.fail("bad_json");
        return hasEscape;
      }
      if (character === BACKSLASH) {
        const length = this.#escape(at);
        if (length === 0) {
          return hasEscape;
        }
        hasEscape = true;
        at += length;
      } else {
        at++;
      }
    }
  }

  /** Length of the escape at `at`; 0 after a fault. */
  #escape(at: number): number {
    const kind = this.text.charCodeAt(at + 1);
    if (kind !== SMALL_U) {
      return isSimpleEscape(kind) ? 2 : this.#failAt(at, "bad_json");
    }
    const unit = this.#hex4(at + 2);
    if (unit < 0) {
      return this.#failAt(at, "bad_json");
    }
    if (unit < 0xd800 || unit > 0xdfff) {
      return 6;
    }
    const isPair =
      unit <= 0xdbff &&
      this.text.charCodeAt(at + 6) === BACKSLASH &&
      this.text.charCodeAt(at + 7) === SMALL_U &&
      this.#hex4(at + 8) >= 0xdc00 &&
      this.#hex4(at + 8) <= 0xdfff;
    return isPair ? 12 : this.#failAt(at, "bad_utf8");
  }

  /** The four hexadecimal digits at `at`; -1 when they are not. */
  #hex4(at: number): number {
    let unit = 0;
    for (let index = at; index < at + 4; index++) {
      const digit = hexDigit(this.text.charCodeAt(index));
      if (digit < 0) {
        return -1;
      }
      unit = unit * 16 + digit;
    }
    return unit;
  }

  number(): void {
    if (this.peek() === MINUS) {
      this.position++;
    }
    if (this.peek() === ZERO) {
      this.position++; // a leading zero stands alone
    } else {
      this.#digits();
    }
    if (this.peek() === DOT) {
      this.position++;
      this.#digits();
    }
    if ((this.peek() | 0x20) === SMALL_E) {
      const sign = this.text.charCodeAt(this.position + 1);
      this.position += sign === PLUS || sign === MINUS ? 2 : 1;
      this.#digits();
    }
  }

  /** At least one digit. */
  #digits(): void {
    const start = this.position;
    while (isDigit(this.peek())) {
      this.position++;
    }
    if (this.position === start) {
      this.fail("bad_json");
    }
  }

  /** One of `true`, `false`, `null`. */
  literal(word: string): void {
    if (this.text.startsWith(word, this.position)) {
      this.position += word.length;
    } else {
      this.fail("bad_json");
    }
  }

  skipSpace(): void {
    while (isSpace(this.peek())) {
      this.position++;
    }
  }

  fail(code: JsonFault["code"]): void {
    this.fault ??= { code, offset: this.position };
  }

  #failAt(offset: number, code: JsonFault["code"]): 0 {
    this.fault ??= { code, offset };
    return 0;
  }
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** `\" \\ \/ \b \f \n \r \t` */
const isSimpleEscape = (code: number): boolean => code > 0 && '"\\/bfnrt'.includes(String.fromCharCode(code));

function hexDigit(code: number): number {
  if (isDigit(code)) {
    return code - 0x30;
  }
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
