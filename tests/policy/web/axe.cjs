// Opens pages in headless Chromium, on a wide light screen and then on a dark telephone, and prints as JSON what axe-core
// finds, what was fetched besides the page itself, and by how many pixels the page is wider than the screen, or than paper.
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

async function check(page, url) {
  const fetched = [];
  const note = (request) => fetched.push(request.url());
  page.on("request", note);
  await page.goto(url);
  page.off("request", note);
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.map((rule) => `${rule.id}: ${rule.nodes[0].html}`);
  const others = fetched.filter((address) => address !== url);
  return { told, passes: passes.length, others, wider: await tooWide(page) };
}

async function onPaper(page) {
  const size = page.viewportSize();
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(PAPER);
  const wider = await tooWide(page);
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(size);
  return wider;
}

async function checkAll(browser, screen) {
  const context = await browser.newContext({ ...screen, bypassCSP: true }); // the page itself forbids every script
  const page = await context.newPage();
  const found = [];
  for (const file of files) {
    const seen = await check(page, pathToFileURL(file).href);
    if (screen === SCREENS[0]) seen.paper = await onPaper(page);
    found.push({ file: path.basename(file), scheme: screen.colorScheme, ...seen });
  }
  await context.close();
  return found;
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const found = [];
  for (const screen of SCREENS) found.push(...(await checkAll(browser, screen)));
  await browser.close();
  console.log(JSON.stringify(found));
})().catch((error) => {
  console.error(error);
  process.exit(2);
});
