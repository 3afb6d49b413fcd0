/// Small pieces of wording that several commands share.
enum Words {
    static func count(_ number: Int64, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        count(Int64(number), one, many)
    }

    static func yesNo(_ value: Bool) -> String { value ? "yes" : "no" }

    static func or(_ value: String?, _ other: String = "-") -> String {
        guard let value, !value.isEmpty else { return other }
        return value
    }

    static func list(_ values: [String], none: String = "none") -> String {
        values.isEmpty ? none : values.joined(separator: ", ")
    }

    /// `4 ms` or `820 us` or `1.2 s`.
    static func duration(microseconds: Int64) -> String {
        switch microseconds {
        case ..<1_000: return "\(microseconds) us"
        case ..<1_000_000: return "\(microseconds / 1_000) ms"
        default: return "\(microseconds / 1_000_000).\(microseconds / 100_000 % 10) s"
        }
    }
}
