// The form of an account: one more line without a way to the server. Without scripts the same button
// asks the server for more lines.
(function () {
  'use strict';
  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-line-more]');
    if (!button) return;
    event.preventDefault();
    var box = button.closest('[data-lines]');
    var spare = box.querySelector('template[data-line]');
    var last = -1;
    box.querySelectorAll('[data-line-card]').forEach(function (card) {
      last = Math.max(last, Number(card.dataset.lineCard));
    });
    var holder = document.createElement('div');
    // Its numbers stand in names, ids and the heading of the card.
    holder.innerHTML = spare.innerHTML
      .replace(/9999/g, String(last + 1))
      .replace(/10000/g, String(last + 2));
    var card = holder.firstElementChild;
    box.insertBefore(card, spare);
    card.querySelector('select').focus();
  });
})();
