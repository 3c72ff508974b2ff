// A chart is a second view of the table that stands with it: <figure class="jx-chart" data-chart="line|bar|map">.
// First column: names. Further columns: one series each; <th data-role="target"> draws what should be.
// Colours are those of theme.css as they are now, so light, dark and paper need no second palette.
(function () {
  "use strict";
  var root = document.documentElement;
  var outlines = {};

  function token(name) { return getComputedStyle(root).getPropertyValue(name).trim(); }

  function look() {
    return {
      colours: [1, 2, 3, 4, 5, 6].map(function (n) { return token("--jx-chart-" + n); }),
      ink: token("--jx-ink"), note: token("--jx-ink-2"), line: token("--jx-line"), edge: token("--jx-edge"),
      red: token("--jx-red-text"), surface: token("--jx-surface"), sunken: token("--jx-sunken"),
      family: getComputedStyle(document.body).fontFamily
    };
  }

  function number(words) {
    var n = parseFloat(words.replace(/[,，\s]/g, ""));
    return Number.isNaN(n) ? null : n;
  }

  function read(table) {
    var rows = Array.from(table.tBodies[0].rows);
    function column(i) { return rows.map(function (row) { return row.cells[i].textContent.trim(); }); }
    var series = Array.from(table.tHead.rows[0].cells).slice(1).map(function (head, i) {
      var words = column(i + 1);
      return { name: head.textContent.trim(), role: head.dataset.role, words: words, data: words.map(number) };
    });
    return { names: column(0), series: series };
  }

  function short(n) { return n >= 10000 ? n / 10000 + "万" : String(n); }

  function text(t, px) { return { color: t.note, fontFamily: t.family, fontSize: px }; }

  function common(t, px) {
    return {
      animation: false, color: t.colours, textStyle: text(t, px), aria: { enabled: false },
      tooltip: {
        trigger: "axis", renderMode: "richText", backgroundColor: t.surface, borderColor: t.edge, borderWidth: 1,
        textStyle: { color: t.ink, fontFamily: t.family, fontSize: px }
      }
    };
  }

  function axes(names, t, px, flat) {
    var category = {
      type: "category", data: names, inverse: flat, boundaryGap: flat, axisTick: { show: false },
      axisLabel: Object.assign({ hideOverlap: true }, text(t, px)), axisLine: { lineStyle: { color: t.edge } }
    };
    var value = {
      type: "value", min: 0, splitNumber: 4, minInterval: 1,
      axisLabel: Object.assign({ show: !flat, formatter: short }, text(t, px)),
      splitLine: { show: !flat, lineStyle: { color: t.line } }
    };
    return flat ? { xAxis: value, yAxis: category } : { xAxis: category, yAxis: value };
  }

  function bar(one, t, px) {
    return {
      name: one.name, type: "bar", data: one.data, barWidth: "55%", barMaxWidth: 2 * px,
      itemStyle: { color: t.note, borderRadius: 2 },
      label: {
        show: true, position: "right", distance: 6, color: t.ink, fontFamily: t.family, fontSize: px,
        formatter: function (at) { return one.words[at.dataIndex]; }
      }
    };
  }

  function line(one, i, t, px) {
    var aim = one.role === "target";
    return {
      name: one.name, type: "line", data: one.data, symbol: "none", connectNulls: false,
      lineStyle: aim ? { color: t.red, width: 2, type: [5, 5] } : { color: i ? t.colours[i] : t.ink, width: 3 },
      labelLayout: { moveOverlap: "shiftY" },
      endLabel: { show: true, formatter: one.name, color: aim ? t.red : t.ink, fontFamily: t.family, fontSize: px, fontWeight: 600 }
    };
  }

  function graph(kind, told, t, px) {
    var flat = kind === "bar";
    return Object.assign(common(t, px), axes(told.names, t, px, flat), {
      grid: { left: 0, right: px * 5, top: px, bottom: 0, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      series: told.series.map(function (one, i) { return flat ? bar(one, t, px) : line(one, i, t, px); })
    });
  }

  // The outline is the federation's own file; its districts have the names of the table.
  function map(told, t, px, name) {
    var rate = told.series[0];
    var rows = told.names.map(function (district, i) {
      return { name: district, value: rate.data[i] === null ? NaN : rate.data[i] };
    });
    var counts = told.series.slice(1);   // of parks by stage, the covered ones first
    function words(at) {
      var row = told.names.indexOf(at.name);
      if (row < 0) return at.name;
      var parks = counts.reduce(function (sum, one) { return sum + one.data[row]; }, 0);
      return at.name + " " + counts[0].data[row] + "/" + parks + "\n" + rate.words[row];
    }
    var top = [10, 20, 50, 100].find(function (end) { return end >= Math.max.apply(null, rate.data); }) || 100;
    function all(at) {
      var row = told.names.indexOf(at.name);
      if (row < 0) return at.name;
      return [at.name].concat(told.series.map(function (one) { return one.name + " " + one.words[row]; })).join("\n");
    }
    var options = common(t, px);
    Object.assign(options.tooltip, { trigger: "item", formatter: all });
    return Object.assign(options, {
      visualMap: {
        type: "continuous", min: 0, max: top, calculable: false, left: 0, bottom: 0, itemWidth: px, itemHeight: 6 * px, text: [top + "%", "0%"],
        textStyle: text(t, px), inRange: { color: [t.sunken, t.note] }, outOfRange: { color: "transparent" }
      },
      series: [{
        type: "map", map: name, data: rows, selectedMode: false, layoutCenter: ["55%", "50%"], layoutSize: "98%", labelLayout: { hideOverlap: true },
        itemStyle: { areaColor: "transparent", borderColor: t.edge },
        label: { show: true, formatter: words, color: t.ink, backgroundColor: t.surface, padding: 3, borderRadius: 3, fontSize: px - 2, lineHeight: px + 2 },
        emphasis: { label: { color: t.ink }, itemStyle: { areaColor: t.line } }
      }]
    });
  }

  function size(figure) {   // of the small print, in px; in rem where text may be large
    var small = getComputedStyle(figure).getPropertyValue("--jx-small");
    return parseFloat(small) * (/rem/.test(small) ? parseFloat(getComputedStyle(root).fontSize) : 1);
  }

  function draw(figure) {
    var kind = figure.dataset.chart, outline = figure.dataset.outline;
    if (kind === "map" && outlines[outline] !== true) return fetchOutline(figure, outline);
    var plot = figure.querySelector(".jx-plot"), told = read(figure.querySelector("table"));
    if (kind === "bar") plot.style.height = Math.min(17, 3 + 2.5 * told.names.length) + "rem";
    var known = echarts.getInstanceByDom(plot);
    var chart = known || echarts.init(plot, null, { renderer: "canvas" });
    if (!known) new ResizeObserver(function () { chart.resize(); }).observe(plot);
    var t = look(), px = size(figure);
    chart.setOption(kind === "map" ? map(told, t, px, outline) : graph(kind, told, t, px), true);
  }

  function fetchOutline(figure, url) {
    if (outlines[url] === false) return;
    outlines[url] = false;
    fetch(url).then(function (answer) { return answer.ok ? answer.json() : Promise.reject(new Error(answer.status)); })
      .then(function (outline) {
        echarts.registerMap(url, outline);
        outlines[url] = true;
        drawAll(document);
      })
      .catch(function () { figure.querySelector("details").open = true; });   // the table says it all
  }

  function drawAll(where) { where.querySelectorAll(".jx-chart[data-chart]").forEach(draw); }

  drawAll(document);
  document.addEventListener("htmx:afterSettle", function (event) { drawAll(event.target); });
  new MutationObserver(function () { drawAll(document); })
    .observe(root, { attributes: true, attributeFilter: ["data-bs-theme", "data-size"] });
  matchMedia("print").addEventListener("change", function () { drawAll(document); });   // black on white
})();
