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

async function draw(canvas) {
  const spec = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  await window.vegaEmbed(canvas, spec, {
    actions: false,
    ast: true,
    defaultStyle: false,
    mode: "vega-lite",
    renderer: "svg",
    tooltip: { disableDefaultStyle: true },
  });
}

export async function drawCharts(root) {
  const canvases = [...root.querySelectorAll("[data-chart]:not([data-drawn])")];
  if (canvases.length === 0) return;
  canvases.forEach((canvas) => canvas.setAttribute("data-drawn", ""));
  await loadLibraries();
  await Promise.all(canvases.map(draw));
}
