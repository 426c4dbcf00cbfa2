// The drawer: a row's page beside its list. Starts at links with data-drawer; without scripts, and
// on narrow screens, the link simply opens the page.
(function () {
  'use strict';
  var NARROW = 900;
  var opener = null;

  function drawer() { return document.getElementById('drawer'); }
  function isOpen() { return document.body.classList.contains('ht-has-drawer'); }

  function markRow(link) {
    document.querySelectorAll('tr.ht-is-current').forEach(function (row) {
      row.classList.remove('ht-is-current');
    });
    var row = link && link.closest('tr');
    if (row) row.classList.add('ht-is-current');
  }

  function open(link) {
    if (isOpen() && !mayLeave()) return;
    opener = link;
    markRow(link);
    window.htmx.ajax('GET', link.href, { target: '#drawer', swap: 'innerHTML' });
  }

  function mayLeave() {
    var box = drawer();
    return !box.querySelector('form[data-dirty="true"]') || window.confirm(box.dataset.leave);
  }

  function close() {
    if (!isOpen() || !mayLeave()) return;
    document.body.classList.remove('ht-has-drawer');
    drawer().innerHTML = '';
    markRow(null);
    // The list may have been drawn anew; the same link is found again by its address.
    var back = opener && document.querySelector('a[data-drawer][href="' + opener.getAttribute('href') + '"]');
    if (back) back.focus();
    opener = null;
  }

  function focusable() {
    var all = drawer().querySelectorAll('a[href], button:not([disabled]), input:not([type="hidden"]), select, textarea, summary');
    return Array.prototype.filter.call(all, function (item) { return item.offsetParent !== null; });
  }

  document.addEventListener('click', function (event) {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (event.target.closest('[data-drawer-close]')) {
      event.preventDefault();
      close();
      return;
    }
    var link = event.target.closest('a[data-drawer]');
    if (!link && !event.target.closest('a, button, input, select, label, summary')) {
      var row = event.target.closest('tr[data-row]');
      link = row && !String(window.getSelection()) ? row.querySelector('a[data-drawer]') : null;
    }
    if (!link || !drawer() || !window.htmx || window.innerWidth < NARROW) return;
    event.preventDefault();
    open(link);
  });

  document.addEventListener('keydown', function (event) {
    if (!isOpen()) return;
    if (event.key === 'Escape') close();
    if (event.key !== 'Tab' || !drawer().contains(document.activeElement)) return;
    var items = focusable();
    var first = items[0];
    var last = items[items.length - 1];
    if (event.shiftKey && document.activeElement === first) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && document.activeElement === last) {
      event.preventDefault();
      first.focus();
    }
  });

  document.addEventListener('htmx:afterSwap', function (event) {
    if (event.detail.target.id !== 'drawer') return;
    document.body.classList.add('ht-has-drawer');
    var title = drawer().querySelector('h2');
    if (title) {
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
    }
    // After a step the list behind is out of date: its own address gives it anew.
    var list = document.getElementById('list');
    if (list && event.detail.requestConfig && event.detail.requestConfig.verb === 'post') {
      window.htmx.ajax('GET', window.location.pathname + window.location.search, { target: '#list', swap: 'outerHTML' });
    }
  });

  document.addEventListener('htmx:afterSettle', function () {
    if (!isOpen() || !opener) return;
    markRow(document.querySelector('#list a[data-drawer][href="' + opener.getAttribute('href') + '"]'));
  });
})();
