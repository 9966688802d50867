#!/usr/bin/env bash
# Makes the fonts of share images, onrecord/formats/fonts/, from those of Debian's package fonts-noto-core.
#
#     tools/make_fonts.sh FOLDER
#
# FOLDER holds the package's .ttf files (usr/share/fonts/truetype/noto). Needs fontTools (pip install fonttools==4.68.0).
# The same package and the same fontTools make the same bytes.
set -euo pipefail
noto=$1
target=$(cd "$(dirname "${BASH_SOURCE[0]}")/../onrecord/formats/fonts" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1608940800 # the day of the package

latin=U+20-7E,U+A0-24F,U+259,U+2B0-2FF,U+300-36F,U+1E00-1EFF,U+2010-2027,U+2030-205E,U+2070-209C,U+20A0-20BF
latin+=,U+2116,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265
greek_and_cyrillic=U+370-3FF,U+400-52F
arabic=U+60C-615,U+61B,U+61C,U+61E-6FF,U+200C,U+200D,U+FD3E,U+FD3F

# Keeps some letters and features of a font, and no hints, which these sizes don't need.
keep() {
  pyftsubset "$noto/$1.ttf" --unicodes="$2" --layout-features="$3" --no-hinting --name-IDs='*' --notdef-outline \
    --output-file="$work/$4.ttf"
}
# Makes one font of two whose letters don't overlap, so that a line can hold both scripts.
join() { pyftmerge "$work/$1.ttf" "$work/$2.ttf" --output-file="$target/$3.ttf"; }

keep NotoSerif-Regular "$latin,$greek_and_cyrillic" ccmp,mark,mkmk serif
keep NotoSans-Bold "$latin,$greek_and_cyrillic" ccmp,mark,mkmk sans
keep NotoSerif-Regular "$latin" ccmp,mark,mkmk latin
keep NotoNaskhArabic-Regular "$arabic" '*' naskh
keep NotoNaskhArabic-Bold "$arabic" '*' naskh-bold
keep NotoNastaliqUrdu-Regular "$arabic" '*' nastaliq
join serif naskh text
join sans naskh-bold sign
join latin nastaliq nastaliq
