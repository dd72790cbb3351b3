// Opens pages in headless Chromium, in a light and a dark scheme, and prints what axe-core finds, as JSON.
// node axe.cjs NODE_MODULES CHROMIUM FILE...
const { createRequire } = require("node:module");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const [modules, chromium, ...files] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(modules), "index.js"));
const puppeteer = load("puppeteer-core");
const axe = fs.readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");

async function check(browser, file, scheme) {
  const page = await browser.newPage();
  await page.setBypassCSP(true); // the page itself forbids every script
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => axe.run(document));
  const told = violations.map((rule) => `${rule.id}: ${rule.nodes[0].html}`);
  await page.close();
  return { file: path.basename(file), scheme, told, passes: passes.length };
}

(async () => {
  const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"] });
  const found = [];
  for (const file of files) {
    for (const scheme of ["light", "dark"]) found.push(await check(browser, file, scheme));
  }
  await browser.close();
  console.log(JSON.stringify(found));
})().catch((error) => {
  console.error(error);
  process.exit(2);
});
