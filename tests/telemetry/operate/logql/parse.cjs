// Reads a JSON list of queries from standard input; writes for each where Grafana's grammar finds an error (-1: nowhere).
const { parser } = require("@grafana/lezer-logql");

const queries = JSON.parse(require("fs").readFileSync(0, "utf8"));
const found = queries.map((query) => {
  let first = -1;
  parser.parse(query).iterate({
    enter(node) {
      if (node.type.isError && first < 0) first = node.from;
    },
  });
  return first;
});
process.stdout.write(JSON.stringify(found));
