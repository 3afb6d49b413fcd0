/// What was typed after `stop`.
///
/// Its plain forms are read here in a few microseconds: the general parser takes two milliseconds, which is the
/// larger part of the way to the socket. Whatever is not exactly one of these forms is left to the general parser,
/// which explains what is wrong with it; so nothing is ever passed over.
struct StopArguments: Hashable, Sendable {
    var scopes: [String] = []
    var cut = false
    var letFinish = false
    var includeCrisisStatements = false
    var reason: String?
    /// Pressed by the unit made for it.
    var isUnit = false
    var json = false
    var runtimeDirectory: String?

    init() {}

    init(_ command: StopCommand) {
        scopes = command.scopes
        cut = command.cut
        letFinish = command.letFinish
        includeCrisisStatements = command.includeCrisisStatements
        reason = command.reason
        isUnit = command.unit
        json = command.shared.json
        runtimeDirectory = command.shared.runtimeDirectory
    }

    /// Nil for everything that is not plain.
    static func plain(_ words: ArraySlice<String>) -> StopArguments? {
        var typed = StopArguments()
        var rest = words
        while let word = rest.popFirst() {
            switch word {
            case "--cut" where !typed.cut && !typed.letFinish: typed.cut = true
            case "--let-finish" where !typed.letFinish && !typed.cut: typed.letFinish = true
            case "--include-crisis-statements" where !typed.includeCrisisStatements:
                typed.includeCrisisStatements = true
            case "--unit" where !typed.isUnit: typed.isUnit = true
            case "--json" where !typed.json: typed.json = true
            case "--scope", "--reason", "--runtime-directory":
                guard let value = rest.popFirst(), !value.isEmpty, !value.hasPrefix("-") else { return nil }
                guard typed.set(word, value) else { return nil }
            default: return nil
            }
        }
        return typed
    }

    private mutating func set(_ option: String, _ value: String) -> Bool {
        switch option {
        case "--scope": scopes.append(value)
        case "--reason" where reason == nil: reason = value
        case "--runtime-directory" where runtimeDirectory == nil: runtimeDirectory = value
        default: return false
        }
        return true
    }
}
