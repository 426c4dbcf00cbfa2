"""Django applications, one folder a stage of the campaign; import order from bottom to top."""
