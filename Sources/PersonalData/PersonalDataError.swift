import Glibc

/// What went wrong with the keys of persons. The text never holds anything of a person's.
package struct PersonalDataError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case cannotRead = "cannot-read"
        case cannotWrite = "cannot-write"
        case readableByOthers = "readable-by-others"
        case notAKeyFile = "not-a-key-file"
        case keyErased = "key-erased"
        case noRandomness = "no-randomness"
    }

    package let code: Code
    package let detail: String

    init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    init(_ code: Code, _ path: String, _ number: Int32) {
        self.init(code, "\(path): \(String(cString: strerror(number)))")
    }

    package var description: String { "\(code.rawValue): \(detail)" }
}
