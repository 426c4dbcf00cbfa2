"""What the pages that read all stages show; one module for each kind of page."""
