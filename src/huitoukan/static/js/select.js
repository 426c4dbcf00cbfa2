// Ticking rows of a list: the tick of the head ticks all, the bar counts and offers the act.
// Starts at data-select on the form around the list; the form itself works without this.
(function () {
  'use strict';

  function show(form) {
    var ticks = form.querySelectorAll('[data-select-row]');
    var n = 0;
    ticks.forEach(function (tick) {
      if (tick.checked) n += 1;
      var row = tick.closest('tr');
      if (row) row.classList.toggle('ht-is-chosen', tick.checked);
    });
    form.querySelectorAll('[data-select-all]').forEach(function (all) {
      all.checked = n > 0 && n === ticks.length;
      all.indeterminate = n > 0 && n < ticks.length;
      all.disabled = ticks.length === 0;
    });
    form.querySelectorAll('[data-select-count]').forEach(function (place) {
      place.textContent = String(n);
    });
    form.querySelectorAll('[data-select-bar]').forEach(function (bar) {
      bar.dataset.empty = String(n === 0);
    });
  }

  document.addEventListener('change', function (event) {
    var form = event.target.closest('[data-select]');
    if (!form) return;
    if (event.target.matches('[data-select-all]')) {
      form.querySelectorAll('[data-select-row]').forEach(function (tick) {
        tick.checked = event.target.checked;
      });
    }
    show(form);
  });

  document.addEventListener('click', function (event) {
    var none = event.target.closest('[data-select-none]');
    var form = none && none.closest('[data-select]');
    if (!form) return;
    form.querySelectorAll('[data-select-row]').forEach(function (tick) { tick.checked = false; });
    show(form);
  });

  function showAll() { document.querySelectorAll('[data-select]').forEach(show); }
  window.addEventListener('pageshow', showAll);
  document.addEventListener('htmx:afterSettle', showAll);
})();
