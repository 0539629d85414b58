/* The public page: everything comes from data.js; nothing is fetched. Texts of data are only ever shown as text. */
(function () {
  "use strict";
  const data = window.OUTFALL_DATA;
  const AT_ONCE = 100;
  const at = Object.fromEntries(data.columns.map((column, i) => [column.key, i]));
  const element = (id) => document.getElementById(id);
  const folded = (text) => String(text || "").normalize("NFKC").toLowerCase();
  const bare = (text) => folded(text).replace(/[^\p{L}\p{N}]/gu, "");
  let language = data.language;
  let shown = [], listed = 0, chosen = -1, map = null, ring = null, names = [];
  const marks = [];

  const say = (key, values) =>
    data.texts[language][key].replace(/\{(\w+)\}/g, (_, name) => (values || {})[name]);
  const named = (thing) => thing[language];
  const cell = (row, key) => (key in at ? data.rows[row][at[key]] : null);

  function worded(row, key) {
    const value = cell(row, key);
    if (value === null || value === "") return "";
    const words = data.columns[at[key]].words;
    return words && words[value] ? named(words[value]) : String(value);
  }

  const title = (row) => worded(row, "name") || worded(row, "code_national") || cell(row, "id");
  const address = (row) => "#" + encodeURIComponent(cell(row, "id"));

  function put(parent, tag, text, href) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (href) made.href = href;
    parent.appendChild(made);
    return made;
  }

  /* ---- list and search ---- */
  const haystack = data.rows.map((row, i) =>
    folded([title(i), cell(i, "code_national"), cell(i, "code_local"), cell(i, "id"), worded(i, "district"),
            worded(i, "party_main")].join(" ")) + " " + bare(cell(i, "code_national")));

  function search() {
    const words = folded(element("search").value).split(/\s+/).filter(Boolean);
    shown = data.rows.map((_, i) => i).filter((i) => words.every((word) => haystack[i].includes(word)));
    element("found").textContent = say("found", { n: shown.length, all: data.rows.length });
    element("list").replaceChildren();
    listed = 0;
    more();
    const wanted = new Set(shown);
    marks.forEach((mark, i) => mark && mark.setStyle({ opacity: wanted.has(i) ? 1 : 0.08,
                                                       fillOpacity: wanted.has(i) ? 0.9 : 0.06 }));
  }

  function more() {
    const first = listed;
    for (const row of shown.slice(listed, listed + AT_ONCE)) {
      const link = put(put(element("list"), "li"), "a", title(row), address(row));
      put(link, "small", [worded(row, "code_national"), worded(row, "district")].filter(Boolean).join(" · "));
    }
    listed = Math.min(listed + AT_ONCE, shown.length);
    element("more").hidden = listed >= shown.length;
    if (first) element("list").children[first].firstChild.focus();
  }

  /* ---- one outfall ---- */
  function rowsOf(code) {
    const wanted = bare(code);
    if (!wanted) return [];
    const all = data.rows.map((_, i) => i);
    const byId = all.filter((i) => bare(cell(i, "id")) === wanted);
    return byId.length ? byId
      : all.filter((i) => [cell(i, "code_national"), cell(i, "code_local")].some((one) => bare(one) === wanted));
  }

  function open() {
    let code = location.hash.slice(1);
    try { code = decodeURIComponent(code); } catch (error) { /* shown as it came */ }
    const found = rowsOf(code);
    chosen = found.length === 1 ? found[0] : -1;
    const card = element("card"), facts = element("card-facts");
    facts.replaceChildren();
    card.hidden = !code;
    if (ring) { ring.remove(); ring = null; }
    if (!code) return;
    if (chosen < 0) {
      element("card-title").textContent = found.length ? say("several", { n: found.length, code: code })
        : say("unknown", { code: code });
      if (found.length) { element("search").value = code; search(); }
    } else {
      element("card-title").textContent = title(chosen);
      for (const column of data.columns) {
        const value = worded(chosen, column.key);
        const again = column.key === "name" || (column.key === "id" && value === worded(chosen, "code_national"));
        if (value && !again) { put(facts, "dt", named(column)); put(facts, "dd", value); }
      }
      const mark = marks[chosen];
      if (mark) {
        ring = L.circleMarker(mark.getLatLng(), { radius: 13, color: "#d9730d", weight: 3, fill: false }).addTo(map);
        map.setView(mark.getLatLng(), Math.max(map.getZoom(), 14), { animate: false });
      }
    }
    document.title = element("card-title").textContent;
    card.focus();
    card.scrollIntoView({ block: "start" });
  }

  function close() {
    history.pushState(null, "", location.pathname + location.search);
    document.title = named(data.title);
    open();
    element("search").focus();
  }

  /* ---- the map ---- */
  function draw() {
    map = L.map("map", { preferCanvas: true, zoomSnap: 0.5, attributionControl: true });
    map.attributionControl.setPrefix(false);
    if (data.approval) map.attributionControl.addAttribution(data.approval);
    L.control.scale({ imperial: false }).addTo(map);
    const area = (rings, style) => L.polygon(rings, Object.assign({ interactive: false }, style)).addTo(map);
    for (const one of data.base.districts || [])
      area(one.rings, { color: "#9b8f7c", weight: 1, dashArray: "5 4", fillColor: "#f7f1e1", fillOpacity: 0.9 });
    for (const one of data.base.river || []) area(one, { color: "#6c9dc2", weight: 1, fillColor: "#a9cbe3", fillOpacity: 1 });
    const places = [];
    data.rows.forEach((_, i) => {
      const lat = cell(i, "latitude"), lon = cell(i, "longitude");
      if (lat === null || lon === null) return;
      marks[i] = L.circleMarker([lat, lon], { radius: 3, color: "#22313f", weight: 0.5, fillOpacity: 0.9,
                                            fillColor: data.colours[cell(i, data.coloured)] || "#00843d" });
      marks[i].on("click", () => { location.hash = address(i); });
      marks[i].bindTooltip(() => document.createTextNode(title(i)));
      marks[i].addTo(map);
      places.push([lat, lon]);
    });
    if (places.length) map.fitBounds(places, { padding: [15, 15], animate: false });
    else map.setView([30.59, 114.3], 10);
    map.on("zoomend", () => marks.forEach((mark) => mark && mark.setRadius(map.getZoom() < 13 ? 3 : 6)));
  }

  function label() {
    names.forEach((one) => one.remove());
    names = (data.base.districts || []).filter((one) => named(one)).map((one) => L.tooltip({ permanent: true,
      direction: "center", className: "district", interactive: false }).setLatLng(one.middle)
      .setContent(document.createTextNode(named(one))).addTo(map));
    element("legend").replaceChildren();
    const words = (data.columns[at[data.coloured]] || { words: {} }).words;
    for (const code of Object.keys(words)) {
      const n = data.rows.filter((row) => row[at[data.coloured]] === code).length;
      if (!n) continue;
      const item = put(element("legend"), "li");
      put(item, "span").style.background = data.colours[code] || "#00843d";
      item.append(named(words[code]) + " " + n);
    }
  }

  /* ---- everything in a language ---- */
  function speak() {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    document.title = named(data.title);
    element("title").textContent = named(data.title);
    element("state").textContent = named(data.state);
    for (const [id, key] of [["language", "language"], ["skip", "skip"], ["search-label", "search"], ["more", "more"],
      ["card-close", "close"], ["progress-title", "progress"], ["report-title", "report_title"], ["report", "report"],
      ["data-title", "data_title"], ["data-about", "data_about"]]) element(id).textContent = say(key);
    element("map").setAttribute("aria-label", say("map"));
    element("progress-head").replaceChildren();
    put(element("progress-head"), "th", say("district"));
    for (const step of data.steps) put(element("progress-head"), "th", named(step));
    element("progress").replaceChildren();
    for (const line of data.progress) {
      const row = put(element("progress"), "tr");
      put(row, "td", named(line));
      line.counts.forEach((n, i) => put(row, "td", i === 0 || !line.counts[0] ? String(n)
        : n + " (" + (Math.floor(1000 * n / line.counts[0]) / 10) + "%)"));
    }
    element("data-files").replaceChildren();
    for (const file of data.files) put(put(element("data-files"), "li"), "a", named(file), file.path).download = "";
    element("notes").replaceChildren();
    for (const note of data.notes) put(element("notes"), "p", named(note));
    label();
    search();
    open();
  }

  element("search").addEventListener("input", search);
  element("more").addEventListener("click", more);
  element("card-close").addEventListener("click", close);
  element("skip").addEventListener("click", (event) => { event.preventDefault(); element("search").focus(); });
  element("language").addEventListener("click", () => { language = language === "zh" ? "en" : "zh"; speak(); });
  window.addEventListener("hashchange", open);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !element("card").hidden) close(); });

  draw();
  speak();
  window.OUTFALLS_READY = performance.now();
})();
