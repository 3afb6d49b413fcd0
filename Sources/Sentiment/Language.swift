/// The languages that the scorer has weights for, in the order of the weights.
package enum Language: UInt8, Sendable, CaseIterable {
    case english = 0
    case arabic, german, spanish, french, hindi, italian, portuguese

    /// ISO 639-1.
    package var code: String {
        switch self {
        case .english: "en"
        case .arabic: "ar"
        case .german: "de"
        case .spanish: "es"
        case .french: "fr"
        case .hindi: "hi"
        case .italian: "it"
        case .portuguese: "pt"
        }
    }

    /// By a network's tag such as "pt", "pt-BR" or "PT_br"; nil for one that has no weights here.
    package init?(tag: String) {
        let bytes = tag.utf8.prefix(3).map { Ascii.isUpper($0) ? $0 | 0x20 : $0 }
        guard
            bytes.count == 2
                || bytes.count == 3 && (bytes[2] == Ascii.hyphen || bytes[2] == Ascii.underscore),
            let found = Self.allCases.first(where: { $0.code.utf8.elementsEqual(bytes.prefix(2)) })
        else {
            return nil
        }
        self = found
    }
}
