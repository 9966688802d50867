"""The words that the made-up site is put together from. Nobody and no place here exists."""

THINGS = (
    "plane trees|night buses|footbridges|village schools|clinics|drinking wells|libraries|market halls|ferries|"
    "street lamps|playgrounds|reservoirs"
).split("|")
ASPECTS = (
    "numbers|costs|contracts|safety|closures|plans|repairs|staff|noise|opening hours|ownership|weather damage"
).split("|")

TOWNS = [
    first + last
    for first in ("Sample", "Mock", "Example", "Fable", "Paper", "Nowhere", "Specimen", "Pretend", "Demo", "Sketch")
    for last in ("ville", "bury", "ford", "haven", "stead", "wick", "mouth", "dale", "ham", "cross", "ton", "moor")
]
FIRST_NAMES = (
    "Ado Bexa Cilo Dremi Elvo Fanka Gisto Hella Ivro Jolka Kemo Luzza Mirto Nolwa Ondo Pirra Quello Rusta Silvo Tamka "
    "Ulfo Vesta Wimbo Xandra Yorvo Zelka Alcor Brisa Corvo Delka Ermo Filka Golvo Hirta Ilmo Jarra Koldo Lenka "
    "Morvo Nerra"
).split()
LAST_NAMES = [
    first + last
    for first in ("Sample", "Mock", "Fable", "Nemo", "Paper", "Sketch", "Placehold", "Pretend")
    for last in ("sson", "well", "berg", "mann", "ov", "ini", "ez", "oglu", "wood", "stone")
]
ROLES = (
    "Member of the council of|Mayor of|Speaker of the buses of|Head of the works of|Candidate for the council of|"
    "Columnist in|Teacher in|Chair of the residents of"
).split("|")
BODIES = "Town Council|Works Department|Audit Office|Transport Board|Water Board".split("|")
GROUPS = "Residents' Union|Cyclists' League|Chamber of Trades|Tenants' Circle|Parents' Council".split("|")
PAPERS = "Gazette|Courier|Evening Post|Radio|Observer|Wire|Weekly|Channel".split("|")

VERBS = "cut down|closed|sold|rebuilt|lost|bought|promised|shut|counted|hid".split("|")
REPORT_WORDS = (
    "survey|count|ledger|inspection report|list of repairs|set of minutes|contract|letter|recording|photograph|map|"
    "budget|answer to a question|register|statement of accounts"
).split("|")

HEADINGS = (
    "What was said|What the count shows|The numbers|The contract|Who counted|What changed since|A second look|"
    "The photographs|What the other side says|What remains open|Where the figure comes from|How we checked"
).split("|")

# {town}, {thing}, {number}, {other}, {year}, {paper}, {report} and {month} are filled in.
SENTENCES = (
    "The {report} of {month} {year} lists {number} {thing} within the limits of {town}.",
    "A reader who walks from the market to the river passes {number} of them and can count them without haste.",
    "The *{paper}* printed the figure on its second page and named no source for it.",
    "Two years earlier the town had counted {other}, and nobody had disputed that number at the time.",
    "We asked for the {report}, received **{number} pages**, and read all of them.",
    "The difference between {number} and {other} is the whole of the dispute, and it has an explanation.",
    "Where the street was widened in {year} the {thing} had to give way; elsewhere they stayed as they were.",
    "The {report} was signed by three people, of whom two have since confirmed what it says.",
    "None of the documents that we read mentions a decision of this kind before {month} {year}.",
    "The speaker later said that the words were meant for one district, not for the whole of {town}.",
    "A second {report} kept by the neighbouring town gives {other}, but it follows another definition.",
    "By that definition a thing counts as closed when it was out of use for *ninety days* or longer.",
    "The cost is given as {number} thousand in one place and as {other} thousand in another.",
    "Both figures are right: the first leaves out what was paid in {year}, and the second includes it.",
    "In the recording the sentence can be heard in full, with a pause before the number.",
    "Most retellings leave out the pause and the words that follow, and so they change what was said.",
    "The minutes of the meeting in {month} {year} record the vote, with {number} for and {other} against.",
    "Nothing that we found shows who first turned a forecast into a statement about the past.",
    "The {thing} near the station were replaced, not removed, as dated photographs from {month} {year} show.",
    "It is true that {number} were lost in the storm, and the town said so in its own {report}.",
    "The claim spread through a short film that shows {town} and carries a caption about another place.",
    "An archived copy of the page from {month} {year} still has the earlier wording.",
    "What the {report} calls *temporary* lasted from {month} until the end of {year}.",
    "The auditors returned to the question a year later and came to the same result.",
    "Those who answered us agree on the dates; they disagree on what the word **all** was meant to cover.",
    "The number {number} appears in no document before the article in the *{paper}*.",
)
FINDINGS = (
    "Counts {number} {thing} in {town}.",
    "Gives {other} for {year} and explains how they were counted.",
    "Shows the site in {month} {year} with most of it unchanged.",
    "Records the decision and the vote of {month} {year}.",
    "Puts the cost at {number} thousand and names the contractor.",
    "Quotes the sentence in full, with what was said before and after it.",
    "Repeats the figure without saying where it comes from.",
    "Says that {number} were replaced within the year.",
)
ANSWERS = (
    "Says that the figure was meant for one district.",
    "Rejects the number and points to the count of {year}.",
    "Says that most of the {thing} are in use again.",
    "Confirms the date but not the cost.",
    "Did not want to speak about the contract.",
    "Says that the {report} was a draft.",
)
UNKNOWNS = (
    "What became of the {number} that are missing from the earlier list.",
    "Who gave the figure to the paper.",
    "Whether the second {report} was ever finished.",
)
SETTLING = (
    "The contractor's invoices for {year}.",
    "The full recording of the meeting in {month} {year}.",
    "A count by somebody who depends on neither side.",
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December".split("|")

# A language, and how a title in it reads; most sources are in the site's own.
TITLES = (
    *[("en", "{town}: {report} on the {thing}, {year}")] * 8,
    *[("en", "{number} {thing} in {town}, says the {report}")] * 6,
    ("de", "{town}: Bericht über {number} Fälle im Jahr {year}"),
    ("fr", "{town} : le rapport de {year} et ses {number} pages"),
    ("es", "{town}: el informe de {year} sobre {number} casos"),
    ("tr", "{town}: {year} yılının raporu ve {number} olay"),
    ("ar", "تقرير {year} عن {number} حالة"),
)
