"""Cuts the font that social cards are set in; README.md says how to run it."""
import sys
from math import pi
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.merge.options import Options as MergeOptions
from fontTools.subset import Options, Subsetter
from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

PARTS = ["latin", "latin-ext", "vietnamese", "greek", "cyrillic", "cyrillic-ext"]
LETTERS = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x18F), (0x192, 0x192), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1CD, 0x1DC),
    (0x1E6, 0x1E7), (0x1EA, 0x1EB), (0x1FA, 0x1FF), (0x200, 0x21B), (0x237, 0x237), (0x259, 0x259),
    (0x2BB, 0x2BC), (0x2C6, 0x2C7), (0x2D8, 0x2DD), (0x300, 0x304), (0x306, 0x30C), (0x31B, 0x31B),
    (0x323, 0x323), (0x326, 0x328), (0x384, 0x3CE), (0x400, 0x45F), (0x490, 0x491), (0x4D8, 0x4D9),
    (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9), (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022),
    (0x2026, 0x2026), (0x202F, 0x202F), (0x2009, 0x200A), (0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044),
    (0x2070, 0x2079), (0x2080, 0x2089), (0x20AC, 0x20AC), (0x20BD, 0x20BD), (0x2116, 0x2116), (0x2122, 0x2122),
    (0x2190, 0x2193), (0x2212, 0x2212), (0x2215, 0x2215), (0x221A, 0x221A), (0x221E, 0x221E), (0x2248, 0x2248),
    (0x2260, 0x2260), (0x2264, 0x2265), (0xFB01, 0xFB02),
]

def turn_arrows(font):
    """The package has arrows that point up and down; those that titles have point left and right."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    for upright, code, turn in [(0x2191, 0x2192, -1), (0x2191, 0x2190, 1)]:
        bounds = BoundsPen(glyphs)
        glyphs[cmap[upright]].draw(bounds)
        left, bottom, right, top = bounds.bounds
        # About its own middle; then on the height of the minus sign, with its own length for a width.
        middle = ((left + right) / 2, (bottom + top) / 2)
        minus = BoundsPen(glyphs)
        glyphs[cmap[0x2212]].draw(minus)
        height, side = (minus.bounds[1] + minus.bounds[3]) / 2, 50
        width = top - bottom + 2 * side
        pen = TTGlyphPen(None)
        move = Transform().translate(width / 2, height).rotate(turn * pi / 2).translate(-middle[0], -middle[1])
        glyphs[cmap[upright]].draw(TransformPen(pen, move))
        name = f"arrow{code:x}"
        font.setGlyphOrder(font.getGlyphOrder() + [name])
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = (round(width), side)
        for table in font["cmap"].tables:
            table.cmap[code] = name

def cut(folder, parts, weight, size, style, to):
    faces = []
    for number, part in enumerate(PARTS):
        font = TTFont(f"{folder}/source-serif-4-{part}-opsz-normal.woff2")
        font = instantiateVariableFont(font, {"wght": weight, "opsz": size})
        options = Options()
        options.hinting = False
        options.layout_features = ["kern", "mark"]
        options.notdef_outline = False
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[c for a, b in LETTERS for c in range(a, b + 1)])
        subsetter.subset(font)
        for table in ["STAT", "avar", "HVAR", "MVAR", "DSIG"]:
            if table in font:
                del font[table]
        font.flavor = None
        faces.append(f"{parts}/{number}.ttf")
        font.save(faces[-1])
    font = Merger(MergeOptions(drop_tables=["vmtx", "vhea"])).merge(faces)
    turn_arrows(font)
    options = Options()
    options.hinting = False
    options.layout_features = ["kern", "mark"]
    options.name_IDs = [0, 1, 2, 13, 14]
    options.name_languages = [0x409]
    options.glyph_names = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for a, b in LETTERS for c in range(a, b + 1)])
    subsetter.subset(font)
    names = font["name"]
    names.names = [n for n in names.names if n.nameID in (0, 13, 14)]
    for n, text in [(1, "Reading Serif"), (2, style), (4, f"Reading Serif {style}"), (6, f"ReadingSerif-{style}"), (16, "Reading Serif"), (17, style)]:
        names.setName(text, n, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["head"].created = font["head"].modified = 3786825600
    font.recalcTimestamp = False
    font.save(to)
    print(to, len(font.getGlyphOrder()), "glyphs", len(font.getBestCmap()), "characters")

with TemporaryDirectory() as parts:
    cut(sys.argv[1], parts, 560, 30, "Card", Path(__file__).parent / "reading-serif-card.ttf")
