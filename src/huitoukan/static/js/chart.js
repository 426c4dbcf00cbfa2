// One chart of stacked bars, from the page's own JSON. The table beneath says the same numbers and
// gives the names of the series, so that there is one place for words. Needs echarts on the page.
(function () {
  'use strict';
  var COLOURS = {
    closed: '#2E9E6B', cancelled: '#A7BFB1', passed_on: '#E0A100', in_hand: '#3A77C4',
    waiting: '#B4C0CA', overdue: '#D2453B'
  };

  function draw(place) {
    var data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    var twin = document.getElementById(place.dataset.chartTwin);
    var ink = '#5B6A78';
    var size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75;
    var names = Object.keys(COLOURS);
    var series = names.map(function (name, index) {
      var isLast = index === names.length - 1;
      return {
        name: twin.querySelector('[data-series="' + name + '"]').textContent.trim(),
        type: 'bar',
        stack: 'all',
        barWidth: 14,
        data: data[name],
        itemStyle: { color: COLOURS[name] },
        label: {
          show: isLast,
          position: 'right',
          color: '#26333F',
          fontSize: size,
          formatter: function (bar) {
            return String(names.reduce(function (sum, key) {
              return sum + data[key][bar.dataIndex];
            }, 0));
          }
        }
      };
    });
    place.hidden = false;
    var height = 76 + 30 * data.labels.length;
    var chart = window.echarts.init(place, null, { renderer: 'svg', height: height });
    chart.setOption({
      animation: false,
      aria: { enabled: false },
      textStyle: {
        fontFamily: getComputedStyle(document.body).fontFamily,
        color: ink,
        fontSize: size
      },
      grid: { left: 8, right: 48, top: 56, bottom: 8, containLabel: true },
      legend: {
        top: 6,
        left: 6,
        itemWidth: 12,
        itemHeight: 8,
        icon: 'roundRect',
        textStyle: { color: ink, fontSize: size }
      },
      xAxis: {
        type: 'value',
        splitLine: { lineStyle: { color: '#EEF1F4' } },
        axisLabel: { show: false }
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: data.labels,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: '#3A4855', fontSize: size }
      },
      series: series
    });
    window.addEventListener('resize', function () { chart.resize(); });
  }

  document.querySelectorAll('[data-chart]').forEach(draw);
})();
