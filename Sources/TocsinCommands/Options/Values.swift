import ArgumentParser
import CrisisModel

/// Values of options that are checked before anything is sent.
enum Values {
    /// A time with a zone, as RFC 3339 in UTC.
    static func time(_ text: String) throws -> String {
        do throws(EventTime.ParseFailure) {
            return try EventTime(rfc3339: text).rfc3339
        } catch {
            throw ValidationError("\(text): \(error.rawValue)")
        }
    }

    static func postClass(_ text: String) throws -> String {
        guard PostClass(rawValue: text) != nil else {
            let known = PostClass.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\(text) is not a class of posts: \(known)")
        }
        return text
    }

    /// Checked in form alone; whether it matches something is the daemon's to say.
    static func scope(_ text: String) throws -> String {
        guard StopScope(text) != nil else {
            throw ValidationError(
                "\(text) is not a scope: all, network:NAME, account:NAME, campaign:NAME or class:NAME")
        }
        return text
    }

    static func descriptor(_ text: String) throws -> Int32 {
        guard let number = Int32(text), number >= 0 else {
            throw ValidationError("\(text) is not the number of a descriptor")
        }
        return number
    }

    static func positive(_ text: String) throws -> Int64 {
        guard let number = Int64(text), number > 0 else {
            throw ValidationError("\(text) is not a number above zero")
        }
        return number
    }
}
