// The pathway map: cytoscape draws; one real button over each thing makes it reachable without a mouse.  Titles come
// from catalogues, so they are only ever set as text.

const views = new WeakMap();
const NARROW = 640; // pixels; below that the layers run downward
const PAD = 14;
const READABLE = 0.6; // the least zoom to begin with
const LONGEST = 4000; // pixels of a map on a narrow screen
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  if (!data) return;
  let view = views.get(parentElement);
  if (!view) views.set(parentElement, (view = new View(parentElement)));
  view.choose = (id) => setStateValue("selected", id);
  view.show(data);
  return () => setTimeout(() => view.root.isConnected || view.end(parentElement));
}

function make(tag, attributes = {}, text = "") {
  const element = Object.assign(document.createElement(tag), { textContent: text });
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

class View {
  constructor(parent) {
    this.root = make("div", { class: "map" });
    this.bar = make("div", { class: "bar", role: "group" });
    this.stage = make("div", { class: "stage" });
    this.canvas = make("div", { class: "canvas", "aria-hidden": "true" });
    this.layer = make("div", { class: "layer", role: "application" });
    this.said = make("p", { class: "said", role: "status" });
    this.legend = make("ul", { class: "legend" });
    this.probe = make("span", { class: "probe", "aria-hidden": "true" });
    this.stage.append(this.canvas, this.layer);
    this.root.append(this.bar, this.stage, this.said, this.legend, this.probe);
    parent.appendChild(this.root);
    this.zooms = ["out", "in", "fit"].map((name) => this.button(name));
    this.selected = null;
    this.layer.addEventListener("keydown", (event) => this.key(event));
    // Without Ctrl the wheel scrolls the page, not the map.
    this.stage.addEventListener("wheel", (event) => event.ctrlKey || event.stopPropagation(), { capture: true });
    this.probe.addEventListener("transitionrun", () => requestAnimationFrame(() => this.dress()));
    this.resized = new ResizeObserver(() => this.resize());
    this.resized.observe(this.root);
  }

  button(name) {
    const made = make("button", { type: "button" });
    made.addEventListener("click", () => (name === "fit" ? this.fit(true) : this.zoom(name === "in" ? 1.3 : 1 / 1.3)));
    this.bar.append(made);
    return [name, made];
  }

  show(data) {
    if (this.data && this.data.id === data.id && this.data.height === data.height) return;
    if (!this.data && data.nodes.some((node) => node.id === data.selected)) this.selected = data.selected;
    const same = this.data && String(this.data.nodes.map((n) => n.id)) === String(data.nodes.map((n) => n.id));
    const kept = same && this.cy ? { zoom: this.cy.zoom(), pan: { ...this.cy.pan() } } : null;
    this.data = data;
    this.words = new Map(data.nodes.map((node) => [node.id, node.words]));
    for (const [name, made] of this.zooms) {
      made.textContent = { in: "+", out: "−" }[name] ?? data.texts.fit;
      made.setAttribute("aria-label", data.texts[name]);
      made.title = data.texts[name];
    }
    this.bar.setAttribute("aria-label", data.texts.zoom);
    this.layer.setAttribute("aria-label", `${data.title}. ${data.texts.help}`);
    this.legend.setAttribute("aria-label", data.texts.legend);
    this.legend.replaceChildren(...data.legend.map(legendEntry));
    this.say(null);
    this.build();
    if (kept) this.cy.viewport(kept);
  }

  build() {
    this.narrow = this.root.clientWidth < NARROW;
    const plan = (this.plan = this.narrow ? this.data.narrow : this.data.wide);
    this.cy?.destroy();
    this.cy = cytoscape({
      container: this.canvas,
      elements: [
        ...this.data.nodes.map((node) => ({ data: node, position: { x: plan.places[node.id][0], y: plan.places[node.id][1] } })),
        ...this.data.edges.map((edge) => ({ data: { ...edge, ...plan.bends[edge.id] }, classes: plan.bends[edge.id] ? "bent" : "" })),
      ],
      layout: { name: "preset" },
      minZoom: 0.15,
      maxZoom: 3,
      pixelRatio: Math.min(devicePixelRatio || 1, 2),
      autoungrabify: true,
      autounselectify: true,
      boxSelectionEnabled: false,
    });
    this.cy.on("viewport", () => this.follow());
    this.cy.on("tap", "node", (event) => this.pick(event.target.id(), false));
    this.cy.on("mouseover", "node", (event) => this.point(event.target.id()));
    this.cy.on("mouseout", "node", () => this.point(this.selected));
    this.place();
    this.dress();
    this.fit(false);
  }

  // One button for each thing, in reading order, at its place in the drawing's own measure.
  place() {
    const { width, height, places } = this.plan;
    const order = [...this.data.nodes].sort((a, b) => this.rank(a.id) - this.rank(b.id));
    this.buttons = new Map();
    for (const node of order) {
      const made = make("button", { type: "button", tabindex: "-1", "aria-label": node.words });
      const [x, y] = places[node.id];
      Object.assign(made.style, { left: `${x - width / 2}px`, top: `${y - height / 2}px`, width: `${width}px`, height: `${height}px` });
      made.addEventListener("click", () => this.pick(node.id, true));
      made.addEventListener("focus", () => this.reach(node.id));
      made.addEventListener("blur", () => this.point(this.selected));
      this.buttons.set(node.id, made);
    }
    this.layer.replaceChildren(...this.buttons.values());
    const first = this.buttons.has(this.selected) ? this.selected : (order.find((node) => node.goal) ?? order[0])?.id;
    this.buttons.get(first)?.setAttribute("tabindex", "0");
    this.buttons.get(this.selected)?.setAttribute("aria-current", "true");
  }

  rank(id) {
    const [x, y] = this.plan.places[id];
    return this.plan.across ? x * 1e5 + y : y * 1e5 + x;
  }

  // Colours of the page, as it is now.
  dress() {
    if (!this.cy) return;
    const style = getComputedStyle(this.probe);
    const text = solid(style.color, style.backgroundColor, 1);
    const page = solid(style.backgroundColor, "white", 1);
    const [soft, dark] = [0.6, 0.85].map((share) => solid(style.color, style.backgroundColor, share));
    this.cy.style(styles(this.plan, { text, page, soft, dark, font: getComputedStyle(this.root).fontFamily }));
  }

  resize() {
    if (!this.data || !this.root.clientWidth) return;
    if (this.narrow !== this.root.clientWidth < NARROW) return this.build();
    if (this.width !== this.root.clientWidth) this.fit(false);
  }

  fit(moving) {
    const [wide, long] = this.plan.size;
    const width = (this.width = this.root.clientWidth);
    const most = this.narrow ? LONGEST : this.data.height;
    let zoom = Math.min((width - 2 * PAD) / wide, (most - 2 * PAD) / long, 1);
    if (!moving) zoom = Math.max(zoom, READABLE); // at first large enough to read, even if not all of it is in view
    const height = Math.min(most, long * zoom + 2 * PAD);
    this.stage.style.height = `${height}px`;
    this.cy.resize();
    this.home = zoom;
    const pan = { x: Math.min((width - wide * zoom) / 2, width - wide * zoom - PAD), y: Math.max(PAD, (height - long * zoom) / 2) };
    if (moving && !calm()) this.cy.animate({ zoom, pan, duration: 200 });
    else this.cy.viewport({ zoom, pan });
    this.follow();
  }

  zoom(factor) {
    const centre = { x: this.stage.clientWidth / 2, y: Math.min(this.stage.clientHeight, innerHeight) / 2 };
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: centre });
  }

  // The buttons follow the drawing; on a phone a finger scrolls the page until somebody has zoomed in.
  follow() {
    const { x, y } = this.cy.pan();
    this.layer.style.transform = `translate(${x}px, ${y}px) scale(${this.cy.zoom()})`;
    const free = !this.narrow || this.cy.zoom() > this.home * 1.05;
    this.stage.classList.toggle("free", free);
    if (this.cy.userPanningEnabled() !== free) this.cy.userPanningEnabled(free);
  }

  key(event) {
    const id = [...this.buttons].find(([, made]) => made === event.target)?.[0];
    if (!id) return;
    const next = this.step(id, event.key);
    if (event.key === "Escape" && this.selected) this.pick(null, true);
    else if (next) this.buttons.get(next).focus({ preventScroll: true });
    else if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Along the layers to what is connected, the nearest first; across them to the neighbour in the layer.
  step(id, key) {
    const order = [...this.buttons.keys()];
    if (key === "Home") return order[0];
    if (key === "End") return order.at(-1);
    const [ahead, back, down, up] = this.plan.across
      ? ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]
      : ["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft"];
    const side = this.plan.across ? 1 : 0;
    const here = this.plan.places[id];
    if (key === ahead || key === back) {
      const near = this.cy.getElementById(id)[key === ahead ? "outgoers" : "incomers"]("node").map((other) => other.id());
      const far = (other) => Math.hypot(this.plan.places[other][0] - here[0], this.plan.places[other][1] - here[1]);
      return near.sort((a, b) => far(a) - far(b))[0];
    }
    if (key !== down && key !== up) return null;
    const line = order.filter((other) => this.plan.places[other][1 - side] === here[1 - side]);
    return line[line.indexOf(id) + (key === down ? 1 : -1)];
  }

  reach(id) {
    for (const made of this.buttons.values()) made.setAttribute("tabindex", "-1");
    const made = this.buttons.get(id);
    made.setAttribute("tabindex", "0");
    this.point(id);
    const box = this.cy.getElementById(id).renderedBoundingBox();
    const inside = (low, high, size) => Math.max(0, PAD - low) || Math.min(0, size - PAD - high);
    const by = { x: inside(box.x1, box.x2, this.stage.clientWidth), y: inside(box.y1, box.y2, this.stage.clientHeight) };
    if (by.x || by.y) this.cy.panBy(by);
    made.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "auto" });
  }

  // Shows what a thing is connected with, and says it.
  point(id) {
    this.cy.elements().removeClass("far near here");
    this.canvas.style.cursor = id && id !== this.selected ? "pointer" : "";
    const node = id ? this.cy.getElementById(id) : null;
    if (node?.nonempty()) {
      const near = node.closedNeighborhood();
      near.addClass("near");
      node.addClass("here");
      this.cy.elements().not(near).addClass("far");
    }
    this.say(id);
  }

  say(id) {
    this.said.textContent = (id && this.words.get(id)) || this.data.texts.hint;
  }

  pick(id, byKey) {
    this.buttons.get(this.selected)?.removeAttribute("aria-current");
    this.selected = id;
    this.buttons.get(id)?.setAttribute("aria-current", "true");
    if (id && !byKey) this.reach(id);
    this.point(id);
    this.choose(id);
  }

  end(parent) {
    this.resized.disconnect();
    this.cy?.destroy();
    views.delete(parent);
  }
}

// A colour as the drawing needs it: without transparency, some of it mixed into what lies below.
function solid(colour, below, share) {
  const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  for (const [fill, alpha] of [["white", 1], [below, 1], [colour, share]]) {
    Object.assign(brush, { fillStyle: fill, globalAlpha: alpha }).fillRect(0, 0, 1, 1);
  }
  return `rgb(${[...brush.getImageData(0, 0, 1, 1).data].slice(0, 3).join(",")})`;
}

function legendEntry(entry) {
  const item = make("li");
  const sign = make("span", { class: `sign ${entry.type} ${entry.shape ?? ""}`, "aria-hidden": "true" }, entry.sign ?? "");
  if (entry.type === "state") Object.assign(sign.style, { background: entry.fill ?? "", color: entry.ink ?? "", borderStyle: entry.border });
  if (entry.type === "line") sign.style.borderTopStyle = entry.style;
  item.append(sign, make("span", {}, entry.words));
  return item;
}

function styles(plan, { text, page, soft, dark, font }) {
  const along = plan.across ? ["90deg", "270deg"] : ["180deg", "0deg"];
  const own = (name, other) => (node) => node.data(name) ?? other;
  return [
    { selector: "node", style: {
      shape: "data(shape)", width: plan.width, height: plan.height, label: "data(label)", "font-family": font, "font-size": 16,
      "text-wrap": "wrap", "text-max-width": plan.width - 10, "text-valign": "center", "text-halign": "center", "line-height": 1.1,
      color: own("ink", text), "background-color": own("fill", page), "border-width": "data(line)", "border-style": "data(border)",
      "border-color": dark, "overlay-opacity": 0, "z-index": 2 } },
    { selector: 'node[shape = "tag"]', style: { "text-max-width": plan.width - 36, "text-margin-x": -10 } },
    { selector: "node[?goal]", style: { "font-weight": "bold", "border-color": text } },
    { selector: "edge", style: {
      width: 1.6, "line-color": soft, "line-style": "data(style)", "curve-style": "straight", "target-arrow-shape": "triangle",
      "target-arrow-color": soft, "arrow-scale": 0.9, "source-endpoint": along[0], "target-endpoint": along[1], "overlay-opacity": 0, "z-index": 1 } },
    { selector: "edge.bent", style: {
      "curve-style": "round-segments", "segment-weights": (edge) => edge.data("weights").join(" "),
      "segment-distances": (edge) => edge.data("distances").join(" "), "segment-radii": "12", "edge-distances": "node-position" } },
    { selector: 'edge[kind = "soft"]', style: { width: 1.2, "target-arrow-shape": "vee" } },
    { selector: 'edge[state = "used"]', style: { "line-color": dark, "target-arrow-color": dark } },
    { selector: 'edge[state = "used"][kind = "firm"]', style: { width: 2.2 } },
    { selector: 'edge[state = "refused"]', style: {
      label: "data(sign)", "target-arrow-shape": "tee", "font-size": 18, color: text, "text-background-color": page,
      "text-background-opacity": 1, "text-background-padding": 1, "font-family": font } },
    { selector: ".far", style: { opacity: 0.4 } },
    { selector: "edge.near", style: { "line-color": text, "target-arrow-color": text, width: 3, "z-index": 3 } },
    { selector: "node.here", style: { "border-width": 4, "border-color": text } },
  ];
}
