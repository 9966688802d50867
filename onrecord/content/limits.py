"""How much a file may hold. Each limit, when passed, is a problem that names its number."""

FILE_BYTES = 128 * 1024
FRONT_MATTER_BYTES = 64 * 1024
DEPTH = 12
LIST_ITEMS = 200
BODY_BYTES = 64 * 1024
BODY_LINES = 1_500
LINE_CHARACTERS = 4_000
REPORT_HTML_BYTES = 256 * 1024
TITLE_CHARACTERS = 500
SHORT_CLAIM_CHARACTERS = 75
TEXT_CHARACTERS = 4_000
ID_SHORTEST = 3
ID_LONGEST = 64

# What one conversion of Markdown may cost, so that no text is slow (docs/design.md, "Text that is too complex").
CONVERSION_SECONDS = 5.0
OPENING_BRACKETS = 256
BACKTICKS = 400
ANGLES = 64
PIPES_A_LINE = 24
MARKS_AT_LINE_START = 6
ONE_MARK_IN_A_RUN = 80
