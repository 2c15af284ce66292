/** Ends a fault: things are as before, or on their way there. */
export type Lift = () => void | Promise<void>;
