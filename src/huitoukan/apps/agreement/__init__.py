"""三方一致: system, booklet and reality side by side, round by round; what files hold."""
