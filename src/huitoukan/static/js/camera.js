// Photos chosen on a phone: how many, and small views, before they are sent.
(function () {
  'use strict';

  document.addEventListener('change', function (event) {
    if (!event.target.matches('input[type="file"][data-photos]')) return;
    var place = document.getElementById(event.target.dataset.photos);
    place.textContent = '';
    Array.prototype.forEach.call(event.target.files, function (file) {
      if (!/^image\//.test(file.type)) return;
      // A data: address, since the page's policy allows no blob: pictures.
      var reader = new FileReader();
      reader.onload = function () {
        var view = document.createElement('img');
        view.src = reader.result;
        view.alt = file.name;
        place.appendChild(view);
      };
      reader.readAsDataURL(file);
    });
  });
})();
