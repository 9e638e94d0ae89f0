// SPDX-License-Identifier: Apache-2.0
// node far.cjs MODULES HOST PORT: a server of the CouchDB protocol that keeps its documents in memory.
"use strict";
const { createRequire } = require("node:module");

const [modules, host, port] = process.argv.slice(2);
const load = createRequire(modules + "/");
const PouchDB = load("pouchdb-node").plugin(load("pouchdb-adapter-memory")).defaults({ adapter: "memory" });
const app = load("express")();
app.use("/", load("express-pouchdb")(PouchDB, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: "/dev/null" }));
app.listen(Number(port), host, () => process.stdout.write(JSON.stringify({ ok: true }) + "\n"));
