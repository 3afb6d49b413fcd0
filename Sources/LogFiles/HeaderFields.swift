internal import Cryptography
internal import EventLog
internal import Varlink

/// A header line's fields, each read with an error that names it.
struct HeaderFields {
    private let object: JSONObject
    private let place: String
    private static let advice = "the file was changed or cut: fetch it again"

    init(_ line: [UInt8], kind: String, version: Int64, place: String) throws(LogFileError) {
        self.place = place
        let parsed: JSONValue
        do throws(JSONError) {
            parsed = try JSONValue(
                parsing: line, limits: JSONLimits(bytesMax: ExactLimits.headerLineBytesMax, depthMax: 4))
        } catch {
            throw LogFileError(.badFile, place: place, line: 1, "\(error)", advice: Self.advice)
        }
        guard let object = parsed.objectValue else {
            throw LogFileError(.badFile, place: place, line: 1, "is not a JSON object", advice: Self.advice)
        }
        self.object = object
        guard try text("tocsin") == kind else {
            throw LogFileError(
                .badFile, place: place, line: 1, field: "tocsin", "is not \"\(kind)\"",
                advice: "this is another kind of file")
        }
        guard try integer("version") <= version else {
            throw LogFileError(
                .newerFormat, place: place, line: 1, field: "version",
                "this program reads up to version \(version)", advice: "use the version that wrote it")
        }
    }

    func has(_ field: String) -> Bool { object[field] != nil }

    func wrong(_ field: String, _ problem: String) -> LogFileError {
        LogFileError(.badFile, place: place, line: 1, field: field, problem, advice: Self.advice)
    }

    func text(_ field: String) throws(LogFileError) -> String {
        guard let text = object[field]?.stringValue else { throw wrong(field, "is not there, or not a text") }
        return text
    }

    func integer(_ field: String) throws(LogFileError) -> Int64 {
        guard let value = object[field]?.integerValue else {
            throw wrong(field, "is not there, or not a whole number")
        }
        return value
    }

    /// Not negative, and small enough for sums.
    func number(_ field: String) throws(LogFileError) -> UInt64 {
        let value = try integer(field)
        guard value >= 0, value < 1 << 61 else { throw wrong(field, "is out of range") }
        return UInt64(value)
    }

    func identity(_ field: String) throws(LogFileError) -> [UInt8] {
        guard let bytes = LogNames.bytes(hex: try text(field)), bytes.count == LogHeader.identityByteCount
        else { throw wrong(field, "is not 32 lower-case hexadecimal digits") }
        return bytes
    }

    func digest(_ field: String) throws(LogFileError) -> Digest {
        guard let digest = Base64.decode(try text(field)).flatMap({ Digest($0) }) else {
            throw wrong(field, "is not 32 bytes in base 64")
        }
        return digest
    }

    func tree(_ field: String, leaves: UInt64) throws(LogFileError) -> HashTree {
        guard let entries = object[field]?.arrayValue else {
            throw wrong(field, "is not there, or not a list")
        }
        let digests = entries.compactMap {
            $0.stringValue.flatMap { Base64.decode($0) }.flatMap { Digest($0) }
        }
        guard digests.count == entries.count, let tree = HashTree(leafCount: leaves, frontier: digests) else {
            throw wrong(field, "is not the frontier of a tree of \(leaves) blocks")
        }
        return tree
    }
}
