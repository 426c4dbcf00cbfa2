// The drawer: a row's page beside its list. Starts at links with data-drawer; without scripts, and
// on narrow screens, the link simply opens the page.
(function () {
  'use strict';
  var NARROW = 900;
  var FOCUSABLE =
    'a[href], button:not([disabled]), input:not([type="hidden"]), select, textarea, summary';
  var shownHref = '';

  function drawer() { return document.getElementById('drawer'); }
  function isOpen() { return document.body.classList.contains('ht-has-drawer'); }

  // The list may have been drawn anew since; its link is found again by its address.
  function linkInList(href) {
    return href && document.querySelector('tr[data-row] a[data-drawer][href="' + href + '"]');
  }

  function markRow() {
    document.querySelectorAll('tr.ht-is-current').forEach(function (row) {
      row.classList.remove('ht-is-current');
    });
    var link = linkInList(shownHref);
    if (link) link.closest('tr').classList.add('ht-is-current');
  }

  function mayLeave() {
    var box = drawer();
    return !box.querySelector('form[data-dirty="true"]') || window.confirm(box.dataset.leave);
  }

  function open(link) {
    if (isOpen() && !mayLeave()) return;
    shownHref = link.getAttribute('href');
    markRow();
    window.htmx.ajax('GET', shownHref, { target: '#drawer', swap: 'innerHTML' });
  }

  function close() {
    if (!isOpen() || !mayLeave()) return;
    document.body.classList.remove('ht-has-drawer');
    drawer().innerHTML = '';
    var back = linkInList(shownHref);
    shownHref = '';
    markRow();
    if (back) back.focus();
  }

  function keepTabInside(event) {
    var items = Array.prototype.filter.call(
      drawer().querySelectorAll(FOCUSABLE),
      function (item) { return item.offsetParent !== null; }
    );
    var last = items[items.length - 1];
    if (event.shiftKey && document.activeElement === items[0]) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && document.activeElement === last) {
      event.preventDefault();
      items[0].focus();
    }
  }

  function isPlainClick(event) {
    var hasKey = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    return !event.defaultPrevented && !event.button && !hasKey;
  }

  // The link itself, or the link of the row that was clicked beside any control of its own.
  function linkOf(target) {
    var link = target.closest('a[data-drawer]');
    if (link || target.closest('a, button, input, select, label, summary')) return link;
    var row = target.closest('tr[data-row]');
    var isSelecting = String(window.getSelection()) !== '';
    return row && !isSelecting ? row.querySelector('a[data-drawer]') : null;
  }

  document.addEventListener('click', function (event) {
    if (!isPlainClick(event)) return;
    if (event.target.closest('[data-drawer-close]')) {
      event.preventDefault();
      close();
      return;
    }
    var link = linkOf(event.target);
    if (!link || !drawer() || !window.htmx || window.innerWidth < NARROW) return;
    event.preventDefault();
    open(link);
  });

  document.addEventListener('keydown', function (event) {
    if (!isOpen()) return;
    if (event.key === 'Escape') close();
    if (event.key === 'Tab' && drawer().contains(document.activeElement)) keepTabInside(event);
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
    var asked = event.detail.requestConfig;
    if (asked && asked.verb === 'post' && document.getElementById('list')) {
      var here = window.location.pathname + window.location.search;
      window.htmx.ajax('GET', here, { target: '#list', swap: 'outerHTML', select: '#list' });
    }
  });

  document.addEventListener('htmx:afterSettle', markRow);
})();
