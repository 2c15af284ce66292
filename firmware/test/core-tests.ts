import { type WasmMemory, type WasmModule, webAssembly } from "./webassembly.ts";

/** A test of the C++ harness, as the program's list names it. */
export interface CoreTest {
  readonly file: string;
  readonly name: string;
  /** Its place in the list. */
  readonly address: number;
}

/** What `harness/wasm_main.cpp` exports. */
interface Exports {
  readonly memory: WasmMemory;
  readonly _initialize: () => void;
  readonly next_case: (after: number) => number;
  readonly case_name: (address: number) => number;
  readonly case_file: (address: number) => number;
  readonly run_case: (address: number) => number;
}

/** The C++ tests of a compiled program. */
export class CoreTests {
  readonly cases: readonly CoreTest[];
  readonly #module: WasmModule;

  private constructor(module: WasmModule, cases: readonly CoreTest[]) {
    this.#module = module;
    this.cases = cases;
  }

  static async load(bytes: Uint8Array<ArrayBuffer>): Promise<CoreTests> {
    const module = await webAssembly.compile(bytes);
    const program = await start(module, () => {});
    const cases: CoreTest[] = [];
    for (let at = program.next_case(0); at !== 0; at = program.next_case(at)) {
      cases.push({
        file: terminatedText(program.memory, program.case_file(at)),
        name: terminatedText(program.memory, program.case_name(at)),
        address: at,
      });
    }
    // The harness's list has the newest first.
    return new CoreTests(module, cases.reverse());
  }

  /** Runs one test, in an instance of its own: what a trap leaves behind must not reach the next. */
  async run(test: CoreTest): Promise<{ held: boolean; report: string }> {
    const output: Uint8Array[] = [];
    const program = await start(this.#module, (text) => output.push(text));
    const held = program.run_case(test.address) === 1;
    return { held, report: `\n${Buffer.concat(output).toString("utf8")}` };
  }
}

async function start(module: WasmModule, write: (text: Uint8Array) => void): Promise<Exports> {
  const host = {
    write: (data: number, size: number) => write(new Uint8Array(exports.memory.buffer, data, size).slice()),
  };
  const instance = await webAssembly.instantiate(module, { host });
  const exports = instance.exports as unknown as Exports;
  exports._initialize();
  return exports;
}

function terminatedText(memory: WasmMemory, address: number): string {
  const bytes = new Uint8Array(memory.buffer, address);
  return Buffer.from(bytes.subarray(0, bytes.indexOf(0))).toString("utf8");
}
