"""How much a workbook may hold (reliability paper, 4.3: zip pre-check)."""

import re

ROWS = 200_000
COLUMNS = 200
CELL_CHARS = 32_767  # what Excel itself allows
ROW_CHARS = 1_000_000
SHEETS = 255
FILE_BYTES = 50 * 2**20
ENTRIES = 2_000
INFLATED_BYTES = 200 * 2**20
RATIO = 200
RATIO_FROM = 2**20  # below one MiB any ratio is harmless
GAP = 2**19  # half a MiB of XML without a single tag is one monstrous cell
STREAM_BYTES = 256 * 2**20  # what the reader may hand back in all
FRAME_BYTES = 16 * 2**20

MEMORY = 512 * 2**20  # address space of the reading child; 100,000 x 15 needs about 250 MiB
CPU_SECONDS = 60
SILENCE_SECONDS = 15  # a child that says nothing for so long is stopped

# A cell reference beyond ROWS x COLUMNS (column 200 is GR) whose cell is not empty.
# The literal `r=` in front lets the engine skip at the speed of memchr: 90 MB take 0.25 s.
FAR_CELL = re.compile(
    rb"r=[\"']"
    rb"(?:[A-Za-z]{3,}\d+|(?:[Gg][S-Zs-z]|[H-Zh-z][A-Za-z])\d+"
    rb"|[A-Za-z]{1,2}0*(?:(?!200000\b)[2-9]\d{5}|[1-9]\d{6,}))"
    rb"[\"'][^<>]*(?<!/)>(?!</)"
)
