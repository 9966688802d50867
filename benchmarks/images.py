"""Share images, timed apart from the build: how long one takes and how large it is. Prints JSON for ``benchmarks.measure``.

python -m benchmarks.images SITE
"""

import json
import sys
import time
from pathlib import Path

import msgspec

from benchmarks.processes import BASE_URL
from onrecord.content.cache import Texts
from onrecord.formats.share_drawing import draw_share_image
from onrecord.formats.share_image import share_image_ids, view_share_image
from onrecord.options import Options
from onrecord.pages.colours import read_colours
from onrecord.pages.desk import Desk
from onrecord.pages.wording import Wording
from onrecord.pipeline import check_site
from onrecord.publish.static import STYLESHEET, list_static_files
from onrecord.urls import addresses_for

COUNT = 300


def main() -> None:
    folder = Path(sys.argv[1])
    site = check_site(Options(folder, base_url=BASE_URL)).site
    assert site is not None
    site = msgspec.structs.replace(site, config=msgspec.structs.replace(site.config, share_images=True))
    colours = read_colours(list_static_files(folder)[0][STYLESHEET])
    wording, texts = Wording(site.config.language), Texts(folder / "none")
    desk = Desk(site, addresses_for(BASE_URL), wording, texts, colours, lambda _: "", lambda _: "")
    views = [view_share_image(desk, site.claims[id]) for id in sorted(share_image_ids(desk))[:COUNT]]
    draw_share_image(views[0])  # loads the library and the fonts
    started = time.process_time()
    sizes = [len(draw_share_image(view)) for view in views]
    seconds = (time.process_time() - started) / len(views)
    print(json.dumps({"seconds": seconds, "largest": max(sizes), "mean": sum(sizes) / len(sizes)}))


if __name__ == "__main__":
    main()
