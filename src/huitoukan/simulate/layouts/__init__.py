"""How each delivered file looks: name, container, title lines, headings, order, date spelling.

Only shapes live here; which rows a file holds is decided elsewhere.
"""
