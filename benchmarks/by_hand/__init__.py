"""What an engineer would write instead: one query a rule, on the same files, for the same rules.

Day, limits and conditions are those of the pack's rules; results are the objects hit, to be
compared with ours. Nothing here is imported by the program.
"""
