// Which part may import which (ARCHITECTURE.md, "Allowed imports").
// The import of a package by name resolves to its source, so that the rules see the file behind it.

/** A rule: whatever lies under `from` may not reach `to`. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    forbid(
      "protocol-is-the-root",
      "the protocol depends on no other part",
      { path: "^protocol/" },
      { path: "^(broker|simulator|bridge|e2e)/" },
    ),
    forbid(
      "broker-knows-protocol-only",
      "the broker imports the protocol alone",
      { path: "^broker/" },
      { path: "^(simulator|bridge|e2e)/" },
    ),
    forbid(
      "simulator-not-bridge",
      "the simulator and the bridge meet in e2e only",
      { path: "^simulator/" },
      { path: "^(bridge|e2e)/" },
    ),
    forbid(
      "bridge-not-simulator",
      "the simulator and the bridge meet in e2e only",
      { path: "^bridge/" },
      { path: "^(simulator|e2e)/" },
    ),
    forbid(
      "engine-not-cli",
      "the command line imports the engine, never the reverse",
      { path: "^(broker|simulator|bridge)/src/(?!cli/)" },
      { path: "^(broker|simulator|bridge)/src/cli/" },
    ),
    forbid(
      "front-door",
      "another package is imported by its name, through what it exports",
      { path: "^(broker|simulator|bridge|e2e|firmware)/" },
      {
        path: "^(protocol|broker|simulator|bridge)/src/",
        pathNot: [
          "^$1/",
          "^[a-z]+/src/index[.]ts$",
          "^broker/src/(reach/index|plans/(plan|line-bytes))[.]ts$",
          "^protocol/src/signing/index[.]ts$",
        ],
      },
    ),
    forbid(
      "sources-not-tests",
      "what is shipped imports no test",
      { path: "^[a-z]+/src/" },
      { path: "(^|/)(test|testing|bench|generate)/" },
    ),
    forbid(
      "measure-is-shared",
      "what all benches share knows none of them",
      { path: "^bench/measure/" },
      { path: "^(protocol|broker|simulator|bridge|e2e|firmware)/|^bench/(?!measure/)" },
    ),
    forbid(
      "benches-share-measure",
      "a package's bench is run by bench/, and knows only how to measure",
      { path: "^(protocol|broker|simulator|bridge)/" },
      { path: "^bench/(?!measure/)" },
    ),
    forbid("no-cycle", "a cycle hides which concept comes first", {}, { circular: true }),
    forbid(
      "no-orphan",
      "a module that nothing imports is dead or in the wrong place",
      {
        orphan: true,
        pathNot: "[.](config|test)[.]ts$|/(cli/main|index|main|bench/[a-z-]+)[.]ts$|[.]d[.]ts$",
      },
      {},
    ),
    forbid("resolvable", "every import resolves", {}, { couldNotResolve: true }),
    forbid(
      "declared",
      "what is shipped imports only declared dependencies",
      { path: "^[a-z]+/src/" },
      { dependencyTypes: ["npm-no-pkg", "npm-dev", "npm-unknown"] },
    ),
  ],
  required: [],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|build|bin)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      conditionNames: ["@homesync/source", "import", "node", "default"],
      exportsFields: ["exports"],
      mainFields: ["main", "types"],
    },
    moduleSystems: ["es6", "cjs"],
  },
};
