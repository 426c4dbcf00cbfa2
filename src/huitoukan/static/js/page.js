// Small behaviours of every page: the mark that scripts run, type size, printing, the user's card.
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('ht-has-js');

  // The size is kept in a cookie, so that the server draws the next page in it at once.
  function setTypeSize(size) {
    root.classList.remove('ht-type-large', 'ht-type-huge');
    if (size !== 'standard') root.classList.add('ht-type-' + size);
    document.cookie = 'font_size=' + size + '; path=/; max-age=31536000; samesite=lax';
    document.querySelectorAll('[data-type-size]').forEach(function (button) {
      button.setAttribute('aria-pressed', String(button.dataset.typeSize === size));
    });
  }

  document.addEventListener('click', function (event) {
    var size = event.target.closest('[data-type-size]');
    if (size) setTypeSize(size.dataset.typeSize);
    if (event.target.closest('[data-print]')) window.print();
    document.querySelectorAll('details[data-card][open]').forEach(function (card) {
      if (!card.contains(event.target)) card.open = false;
    });
  });

  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') return;
    document.querySelectorAll('details[data-card][open]').forEach(function (card) {
      card.open = false;
      card.querySelector('summary').focus();
    });
  });
})();
