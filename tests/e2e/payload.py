"""A piece of page with a program in it, as somebody would write it into a text."""

PAYLOAD = "'\"><b data-xss=1><img src=x onerror=alert(1)></b>"
SHORT = "<b data-xss=1>"
