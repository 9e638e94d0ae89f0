// SPDX-License-Identifier: Apache-2.0
// node near.cjs MODULES FILE URL: replicate the documents of a file to a CouchDB-protocol server, as PouchDB does it.
"use strict";
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");

const [modules, file, url] = process.argv.slice(2);
const load = createRequire(modules + "/");
const PouchDB = load("pouchdb-node").plugin(load("pouchdb-adapter-memory"));
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");

async function main() {
  const here = new PouchDB("cases", { adapter: "memory" });
  const documents = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  await here.bulkDocs(documents.map((document) => ({ _id: document.case, ...document })));
  say({ ok: true });
  await new Promise((resolve) => process.stdin.once("data", resolve));
  const started = process.hrtime.bigint();
  let written = 0;
  let again = 0;
  while (written < documents.length) {
    try {
      // the same database goes on from its last checkpoint
      written += (await here.replicate.to(url)).docs_written;
    } catch (error) {
      again += 1;
      written += (error.result && error.result.docs_written) || 0;
    }
  }
  say({ ok: true, seconds: Number(process.hrtime.bigint() - started) / 1e9, again });
  process.exit(0);
}

main();
