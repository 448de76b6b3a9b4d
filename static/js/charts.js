// Draws the pages' Vega-Lite specifications. The libraries are loaded only where there is a chart.
let libraries = null;

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.async = false;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`Could not load ${address}.`));
    document.head.append(script);
  });
}

function loadLibraries() {
  const addresses = document.querySelector('meta[name="chart-scripts"]').content.split(" ");
  libraries ??= Promise.all(addresses.map(load));
  return libraries;
}

function embed(place, { spec, themes }, theme, size = {}) {
  return window.vegaEmbed(place, { ...spec, ...size, config: themes[theme] }, {
    actions: false,
    ast: true,
    defaultStyle: false,
    mode: "vega-lite",
    renderer: "svg",
    tooltip: { disableDefaultStyle: true },
  });
}

async function draw(canvas) {
  const chart = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  const theme = document.documentElement.dataset.bsTheme;
  canvas.drawn?.finalize();
  canvas.drawn = await embed(canvas, chart, theme);
  // Paper is white: beside a dark picture stands one that only the printer sees.
  const paper = canvas.nextElementSibling;
  if (theme === "dark" && !paper.hasChildNodes()) await embed(paper, chart, "print", { width: 680 });
}

async function drawAll(canvases) {
  if (canvases.length === 0) return;
  canvases.forEach((canvas) => canvas.setAttribute("data-drawn", ""));
  await loadLibraries();
  await Promise.all(canvases.map(draw));
}

export function drawCharts() {
  return drawAll([...document.querySelectorAll("[data-chart]:not([data-drawn])")]);
}

export function followTheme() {
  const again = () => drawAll([...document.querySelectorAll("[data-chart]")]);
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}
