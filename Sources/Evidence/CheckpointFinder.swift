/// Finds checkpoints in whatever a person pastes: notes, checkpoint lines, mails that quote, wrap or encode them. What
/// it finds has the form of a checkpoint; whether it is one, its signature says.
package enum CheckpointFinder {
    /// The number of characters in base64 of a root, and of an Ed25519 signature with its key id.
    private static let rootCharacters = 44
    private static let signatureCharacters = 92
    private static let originCharacters = 39
    private static let originStart = Array("tocsin/".utf8)
    /// A mail program makes this many lines of one at most.
    private static let wrappedLinesMax = 16
    /// Behind its first word a checkpoint line has fewer characters, wrapped and quoted.
    private static let squeezedBytesMax = 1_024

    package static func find(in bytes: [UInt8]) throws(EvidenceError) -> [SignedCheckpoint] {
        guard bytes.count <= EvidenceLimits.pastedBytesMax else {
            throw EvidenceError(.tooLarge, "more than \(EvidenceLimits.pastedBytesMax) bytes to look through")
        }
        var found: [SignedCheckpoint] = []
        var known: Set<[UInt8]> = []
        let bytes = withoutHardSpaces(bytes)
        var readings = [bytes]
        // Decoding may spoil what was never encoded, so both are looked at.
        let decoded = decoded(bytes)
        if decoded != bytes { readings.append(decoded) }
        for lines in readings.map({ lines(of: $0) }) {
            for checkpoint in notes(in: lines) + words(in: lines)
            where known.insert(Array(checkpoint.text.utf8)).inserted {
                guard found.count < EvidenceLimits.checkpointsMax else {
                    throw EvidenceError(.tooLarge, "more than \(EvidenceLimits.checkpointsMax) checkpoints")
                }
                found.append(checkpoint)
            }
        }
        return found
    }

    // MARK: Mail

    /// Mail programs put spaces that do not break (U+00A0) where a person sees a space.
    private static func withoutHardSpaces(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for index in bytes.indices.dropLast() where bytes[index] == 0xC2 && bytes[index + 1] == 0xA0 {
            bytes[index] = TextLines.space
            bytes[index + 1] = TextLines.space
        }
        return bytes
    }

    /// Lines without quote marks, and without white space at either end.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: TextLines.newline, omittingEmptySubsequences: false).map { line in
            var line = line.drop { isBlank($0) || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "|") }
            while let last = line.last, isBlank(last) { line.removeLast() }
            return line
        }
    }

    /// Quoted-printable undone: `=` at a line's end joins lines, `=3D` is a byte.
    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "=") else {
                output.append(bytes[index])
                index += 1
                continue
            }
            var end = index + 1
            while end < bytes.count, isBlank(bytes[end]) { end += 1 }
            if end < bytes.count, bytes[end] == TextLines.newline {
                index = end + 1
                // A reply quotes each of the joined lines.
                while index < bytes.count, bytes[index] == UInt8(ascii: ">") {
                    index += 1
                    if index < bytes.count, bytes[index] == TextLines.space { index += 1 }
                }
            } else if index + 2 < bytes.count, let high = hex(bytes[index + 1]),
                let low = hex(bytes[index + 2])
            {
                output.append(high << 4 | low)
                index += 3
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return output
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    // MARK: Notes

    private static func notes(in lines: [ArraySlice<UInt8>]) -> [SignedCheckpoint] {
        var found: [SignedCheckpoint] = []
        guard lines.count >= 4 else { return found }
        for start in 0..<lines.count - 3 where TextLines.number(lines[start + 1]) != nil {
            var next = start + 3
            var root = Array(lines[start + 2])
            if root.count < rootCharacters {
                root += lines[next]
                next += 1
            }
            let text = TextLines.text(lines[start] + [TextLines.newline] + lines[start + 1]) + "\n"
            guard let checkpoint = try? Checkpoint(parsing: text + TextLines.text(root) + "\n") else {
                continue
            }
            while next < lines.count, lines[next].isEmpty { next += 1 }
            var signatures: [NoteSignature] = []
            while signatures.count < EvidenceLimits.noteSignaturesMax, next < lines.count,
                isSignature(lines[next])
            {
                let end = endOfSignature(in: lines, from: next)
                if let signature = signature(in: lines[next..<end], origin: lines[start]) {
                    signatures.append(signature)
                }
                next = end
            }
            guard let note = try? SignedNote(text: checkpoint.text, signatures: signatures) else { continue }
            found.append(SignedCheckpoint(checkpoint: checkpoint, note: note))
        }
        return found
    }

    /// An em dash, and what editors and character sets make of it. The note is made again with the right one.
    private static let dashes: [[UInt8]] = [
        Array("\u{2014}".utf8), Array("\u{2013}".utf8), [0x97], Array("--".utf8), Array("-".utf8),
    ]

    private static func isSignature(_ line: ArraySlice<UInt8>) -> Bool {
        dashes.contains { line.starts(with: $0) }
    }

    private static func withoutDash(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let dash = dashes.first(where: { line.starts(with: $0) }) else { return line }
        return line.dropFirst(dash.count).drop { isBlank($0) }
    }

    /// Behind the line and those that a mail program may have made of its end.
    private static func endOfSignature(in lines: [ArraySlice<UInt8>], from start: Int) -> Int {
        var end = start + 1
        while end < lines.count, end < start + wrappedLinesMax, !lines[end].isEmpty,
            !isSignature(lines[end])
        {
            end += 1
        }
        return end
    }

    /// The log's own signature is put together again, for its length is known; one of another key must stand on one
    /// line.
    private static func signature(
        in lines: ArraySlice<ArraySlice<UInt8>>, origin: ArraySlice<UInt8>
    ) -> NoteSignature? {
        if let first = lines.first,
            let signature = NoteSignature(line: NoteSignature.dash + withoutDash(first)),
            !signature.name.utf8.elementsEqual(origin) || signature.encoded.utf8.count >= signatureCharacters
        {
            return signature
        }
        let squeezed = withoutDash(lines.joined().filter { !isBlank($0) }[...])
        guard squeezed.starts(with: origin) else { return nil }
        let encoded = squeezed.dropFirst(origin.count).prefix(signatureCharacters)
        return NoteSignature(name: TextLines.text(origin), encoded: TextLines.text(encoded))
    }

    // MARK: Lines

    private static func words(in lines: [ArraySlice<UInt8>]) -> [SignedCheckpoint] {
        var found: [SignedCheckpoint] = []
        let word = Array(CheckpointLine.word.utf8)
        for (number, line) in lines.enumerated() {
            var start = line.startIndex
            while let place = firstIndex(of: word, in: line[start...]) {
                start = place + word.count
                if let whole = whole(line[place...]) {
                    found.append(whole)
                } else if let squeezed = squeezed(line[start...], followedBy: lines[(number + 1)...]) {
                    found.append(squeezed)
                }
            }
        }
        return found
    }

    /// A line that nobody has wrapped: the first five words.
    private static func whole(_ line: ArraySlice<UInt8>) -> SignedCheckpoint? {
        let fields = line.prefix(squeezedBytesMax).split(maxSplits: 5, whereSeparator: isBlank)
        guard fields.count >= 5, fields[0].count == CheckpointLine.word.utf8.count,
            fields[4].count >= signatureCharacters
        else { return nil }
        return try? CheckpointLine.make(
            origin: fields[1], size: fields[2], root: fields[3],
            signature: fields[4].prefix(signatureCharacters))
    }

    /// A line that was wrapped anywhere, even within a word: without any white space, its fields are told apart by
    /// their lengths, and the number is what stands between them.
    private static func squeezed(
        _ line: ArraySlice<UInt8>, followedBy rest: ArraySlice<ArraySlice<UInt8>>
    ) -> SignedCheckpoint? {
        var text = line.prefix(squeezedBytesMax).filter { !isBlank($0) }
        guard text.isEmpty || text.starts(with: originStart.prefix(text.count)) else { return nil }
        for line in rest.prefix(wrappedLinesMax) {
            guard text.count < squeezedBytesMax else { break }
            text += line.prefix(squeezedBytesMax).filter { !isBlank($0) }
        }
        guard text.count > originCharacters + rootCharacters + signatureCharacters,
            let pad = text.firstIndex(of: UInt8(ascii: "=")), pad >= originCharacters + rootCharacters
        else { return nil }
        let rootStart = pad + 1 - rootCharacters
        guard pad + signatureCharacters < text.count else { return nil }
        return try? CheckpointLine.make(
            origin: text[..<originCharacters], size: text[originCharacters..<rootStart],
            root: text[rootStart...pad], signature: text[(pad + 1)...(pad + signatureCharacters)])
    }

    private static func firstIndex(of word: [UInt8], in line: ArraySlice<UInt8>) -> Int? {
        guard line.count >= word.count else { return nil }
        return (line.startIndex...line.endIndex - word.count).first { line[$0...].starts(with: word) }
    }
}
