// React decides when it is loaded whether it is the one for developers, which takes twice the time for a frame. To be
// imported before Ink.
process.env["NODE_ENV"] ??= "production";
