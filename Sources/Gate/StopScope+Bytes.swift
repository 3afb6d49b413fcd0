extension StopScope {
    /// The form that people use, read without allocation. Nil when it is none, or its name too long.
    init?(bytes text: BoundedText<80>) {
        if StaticName("all").equals(text) {
            self = .all
            return
        }
        var colon = 0
        while colon < text.count, text[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon < text.count, colon + 1 < text.count else { return nil }
        var word = BoundedText<16>()
        for index in 0..<colon where !word.push(text[index]) { return nil }
        var name = ScopeName()
        for index in (colon + 1)..<text.count where !name.push(text[index]) { return nil }
        if StaticName("network").equals(word) {
            self = .network(name)
        } else if StaticName("account").equals(word) {
            self = .account(name)
        } else if StaticName("campaign").equals(word) {
            self = .campaign(name)
        } else if StaticName("class").equals(word) {
            for kind in PostClass.allCases where kind.name.equals(name) {
                self = .postClass(kind)
                return
            }
            return nil
        } else {
            return nil
        }
    }
}
