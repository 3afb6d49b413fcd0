package import Cryptography
package import EventLog
internal import Varlink

/// The first line of an archive: which part of which log lies behind it, compressed.
package struct ArchiveHeader: Hashable, Sendable {
    package static let version: Int64 = 1

    package var identity: [UInt8]
    package var createdAt: Int64
    package var firstSequence: UInt64
    package var lastSequence: UInt64
    /// The tree over all blocks before the archive's first.
    package var before: HashTree
    package var blockCount: UInt64
    /// Of the tree after the archive's last block.
    package var root: Digest
    /// SHA-256 of the lines, uncompressed.
    package var content: Digest
    package var contentBytes: UInt64

    package var fileName: String { LogNames.archive(identity, firstSequence, lastSequence) }

    package var beginning: LogBeginning { LogBeginning(tree: before, lastSequence: firstSequence - 1) }

    var line: String {
        let fields: [(String, JSONValue)] = [
            ("tocsin", "archive"), ("version", .integer(Self.version)),
            ("identity", .string(LogNames.hex(identity))), ("createdAt", .integer(createdAt)),
            ("firstSequence", .integer(Int64(firstSequence))),
            ("lastSequence", .integer(Int64(lastSequence))),
            ("firstBlock", .integer(Int64(before.leafCount))), ("blocks", .integer(Int64(blockCount))),
            ("frontier", LogNames.frontier(before)), ("root", .string(Base64.encode(root.bytes))),
            ("content", .string(content.description)), ("contentBytes", .integer(Int64(contentBytes))),
        ]
        return JSONValue.object(JSONObject(fields)).text
    }

    static func parse(_ line: [UInt8], place: String) throws(LogFileError) -> ArchiveHeader {
        let fields = try HeaderFields(line, kind: "archive", version: version, place: place)
        guard let content = LogNames.bytes(hex: try fields.text("content")).flatMap({ Digest($0) }) else {
            throw fields.wrong("content", "is not a SHA-256 in lower-case hexadecimal digits")
        }
        let header = ArchiveHeader(
            identity: try fields.identity("identity"), createdAt: try fields.integer("createdAt"),
            firstSequence: try fields.number("firstSequence"),
            lastSequence: try fields.number("lastSequence"),
            before: try fields.tree("frontier", leaves: try fields.number("firstBlock")),
            blockCount: try fields.number("blocks"), root: try fields.digest("root"), content: content,
            contentBytes: try fields.number("contentBytes"))
        guard header.firstSequence > 0, header.firstSequence <= header.lastSequence else {
            throw fields.wrong("firstSequence", "is not before the last one")
        }
        guard (header.firstSequence == 1) == (header.before.leafCount == 0) else {
            throw fields.wrong("firstBlock", "does not go with the first sequence")
        }
        return header
    }
}
