internal import Cryptography
package import EventLog
package import Varlink

/// The limits of the text format of blocks.
package enum ExactLimits {
    /// A header's line.
    package static let headerLineBytesMax = 16 << 10
    /// A block: four times the largest record.
    package static let blockBytesMax = 4 << 20
    /// A block's line: a number, a space, the block in base 64.
    package static let blockLineBytesMax = 21 + (blockBytesMax + 2) / 3 * 4
}

/// The first line of an exact export: which log it is, and what the blocks behind come to.
package struct ExactHeader: Hashable, Sendable {
    package static let version: Int64 = 1

    package var summary: LogSummary
    /// The log's public key as a verifier's key text, where there is one.
    package var verifierKey: String?

    package init(summary: LogSummary, verifierKey: String? = nil) {
        self.summary = summary
        self.verifierKey = verifierKey
    }

    package var json: JSONValue {
        let identity = LogNames.hex(summary.identity)
        var fields: [(String, JSONValue)] = [
            ("tocsin", "exact"), ("version", .integer(Self.version)), ("identity", .string(identity)),
            ("createdAt", .integer(summary.createdAt)),
            ("origin", .string(LogNames.origin(summary.identity))),
        ]
        if let verifierKey { fields.append(("vkey", .string(verifierKey))) }
        if !summary.beginning.isFirst {
            fields.append(("archivedBlocks", .integer(Int64(summary.beginning.tree.leafCount))))
            fields.append(("archivedSequence", .integer(Int64(summary.beginning.lastSequence))))
            fields.append(("frontier", LogNames.frontier(summary.beginning.tree)))
        }
        fields += [
            ("blocks", .integer(Int64(summary.blockCount))),
            ("lastSequence", .integer(Int64(summary.lastSequence))),
            ("root", .string(Base64.encode(summary.root.bytes))),
        ]
        return .object(JSONObject(fields))
    }

    package var line: String { json.text }

    package static func parse(_ line: [UInt8], place: String) throws(LogFileError) -> ExactHeader {
        let fields = try HeaderFields(line, kind: "exact", version: version, place: place)
        let identity = try fields.identity("identity")
        guard try fields.text("origin") == LogNames.origin(identity) else {
            throw fields.wrong("origin", "is not \(LogNames.origin(identity)), as the identity says")
        }
        var beginning = LogBeginning()
        if fields.has("archivedBlocks") {
            beginning = LogBeginning(
                tree: try fields.tree("frontier", leaves: try fields.number("archivedBlocks")),
                lastSequence: try fields.number("archivedSequence"))
        }
        let summary = LogSummary(
            identity: identity, createdAt: try fields.integer("createdAt"), beginning: beginning,
            blockCount: try fields.number("blocks"), lastSequence: try fields.number("lastSequence"),
            root: try fields.digest("root"))
        return ExactHeader(
            summary: summary, verifierKey: fields.has("vkey") ? try fields.text("vkey") : nil)
    }
}

/// A block as a line: its first sequence, a space, its stored bytes in base 64.
package enum ExactLine {
    package static func text(_ block: RawBlock) -> String {
        "\(block.firstSequence) \(Base64.encode(block.bytes))"
    }

    package static func parse(_ line: [UInt8], number: Int, place: String) throws(LogFileError) -> RawBlock {
        let advice = "the file was changed or cut: fetch it again"
        guard let space = line.firstIndex(of: UInt8(ascii: " ")) else {
            throw LogFileError(
                .badFile, place: place, line: number, field: "firstSequence",
                "there is no space between a number and a block", advice: advice)
        }
        let digits = line[..<space]
        // No sign, no leading zero: the line is what the writer writes, byte for byte.
        guard let sequence = UInt64(String(decoding: digits, as: UTF8.self)), sequence > 0,
            "\(sequence)".utf8.elementsEqual(digits)
        else {
            throw LogFileError(
                .badFile, place: place, line: number, field: "firstSequence", "is not a number of an event",
                advice: advice)
        }
        guard let bytes = Base64.decode(String(decoding: line[(space + 1)...], as: UTF8.self)), !bytes.isEmpty
        else {
            throw LogFileError(
                .badFile, place: place, line: number, field: "block", "is not base 64", advice: advice)
        }
        return RawBlock(firstSequence: sequence, bytes: bytes)
    }
}
