"""The demonstration county: files as a county really receives them, and the truth about them.

Everything is invented and made from a seed. Nothing here is read by the program at work; this
package is imported by the command line and by tests only.
"""
