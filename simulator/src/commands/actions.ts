/** What the command driver can send, by the name that a mix gives it; the topic is `command/{first part}`. */
export const COMMAND_ACTIONS = {
  "relay.on": "switches the relay on",
  "relay.off": "switches the relay off",
  "relay.toggle": "switches the relay over",
  "led.on": "lights the LED",
  "led.off": "puts the LED out",
  "led.blink": "blinks the LED three times",
  "config.get": "reads the configuration",
  "config.reset_energy": "sets the energy counter to zero",
  hostile: "sends what no decent client sends: broken JSON, missing and wrong fields, far too much, retained",
} as const;

export type CommandAction = keyof typeof COMMAND_ACTIONS;
export const COMMAND_ACTION_NAMES = Object.keys(COMMAND_ACTIONS) as readonly CommandAction[];
