/// Function words that change the tone of the words after them. Contractions in "n't" need no entry.
enum WordLists {
    static let negations = [
        "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "cannot", "without",
        "aint", "arent", "cant", "couldnt", "darent", "didnt", "doesnt", "dont", "hadnt", "hasnt", "havent",
        "isnt",
        "mightnt", "mustnt", "neednt", "shant", "shouldnt", "wasnt", "werent", "wont", "wouldnt",
        "hardly", "rarely", "seldom", "despite", "uhuh",
    ]

    static let boosters = [
        "absolutely", "amazingly", "awfully", "completely", "considerably", "decidedly", "deeply", "effing",
        "enormously", "entirely", "especially", "exceptionally", "extremely", "extra", "fabulously",
        "freaking",
        "frickin", "friggin", "fucking", "fuckin", "fully", "greatly", "hella", "highly", "hugely",
        "incredibly",
        "insanely", "intensely", "majorly", "mega", "more", "most", "much", "particularly", "purely", "quite",
        "really",
        "remarkably", "seriously", "so", "substantially", "super", "terribly", "thoroughly", "totally",
        "tremendously",
        "truly", "uber", "unbelievably", "unusually", "utterly", "very",
    ]

    static let dampeners = [
        "almost", "barely", "kinda", "less", "little", "marginally", "occasionally", "partly", "scarcely",
        "slightly",
        "somewhat", "sorta",
    ]

    static let contrasts = ["but", "however", "although", "though"]
}
