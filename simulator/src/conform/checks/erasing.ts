import type { Check } from "../check.ts";
import { NotChecked } from "../violation.ts";

export const erasing: Check = {
  name: "erasing",
  title: "obeys reset_energy and factory_reset",
  source: "Topic Categories, 3: command/config; design: actions",
  async run(subject) {
    if (!subject.mayErase) {
      throw new NotChecked("this erases the energy counter and the configuration: --erase allows it");
    }
    await subject.obeyed("config", { action: "reset_energy" });
    await subject.obeyed("config", { action: "factory_reset" });
  },
};
