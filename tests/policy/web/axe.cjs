// Opens pages in headless Chromium, each on a wide light screen and on a dark telephone, and prints as JSON what axe-core
// finds, what was fetched besides the page itself, and by how many pixels the page is wider than screen or paper.
// node axe.cjs NODE_MODULES CHROMIUM FILE...
const { createRequire } = require("node:module");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const [modules, executablePath, ...files] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(modules), "index.js"));
const { chromium } = load("playwright-core");
const axe = fs.readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");

const SCREENS = [
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 360, height: 740 } },
];
const PAPER = { width: 657, height: 986 }; // A4 less the page's margins of 18 mm, at 96 dots an inch

function tooWide(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function check(browser, file, screen) {
  const context = await browser.newContext({ ...screen, bypassCSP: true }); // the page itself forbids every script
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  await page.goto(url);
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.map((rule) => `${rule.id}: ${rule.nodes[0].html}`);
  const wider = { screen: await tooWide(page) };
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(PAPER);
  wider.paper = await tooWide(page);
  await context.close();
  const others = fetched.filter((address) => address !== url);
  return { file: path.basename(file), scheme: screen.colorScheme, told, passes: passes.length, others, wider };
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const found = [];
  for (const file of files) {
    for (const screen of SCREENS) found.push(await check(browser, file, screen));
  }
  await browser.close();
  console.log(JSON.stringify(found));
})().catch((error) => {
  console.error(error);
  process.exit(2);
});
