"""The vault: what lies on disk or in a column as ciphertext only. Each file and each text has a key of its own,

wrapped by the installation's: ``keys`` holds those, ``files`` and ``texts`` seal with them, ``rotation`` changes them.
"""
