import Cryptography
import Evidence
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    private let key: SigningKey
    private let checkpoint: SignedCheckpoint

    init() throws {
        let identity = [UInt8](0..<16).map { $0 &* 17 }
        key = try SigningKey(
            name: Checkpoint.origin(identity: identity), seed: [UInt8](repeating: 3, count: 32))
        checkpoint = try Checkpoint(origin: key.name, size: 20_852_163, root: SHA256.hash([1])).signed(
            with: key)
    }

    @Test("A checkpoint is three lines, read and written exactly")
    func form() throws {
        #expect(key.name == "tocsin/00112233445566778899aabbccddeeff")
        let text = checkpoint.checkpoint.text
        #expect(text.split(separator: "\n").count == 3)
        #expect(try Checkpoint(parsing: text) == checkpoint.checkpoint)
        #expect(try SignedCheckpoint(parsing: checkpoint.text) == checkpoint)
        #expect(try checkpoint.verify(with: key.verifier) == checkpoint.checkpoint)
        let root = Base64.encode(SHA256.hash([1]).bytes)
        for text in [
            "", "a\n1\n", "a\n01\n\(root)\n", "a\n-1\n\(root)\n", "a\n1\n\(root)", "a\n1\n\(root)\nmore\n",
            "\n1\n\(root)\n", "a b\n1\n\(root)\n", "a\n1\n\(root.dropLast())\n", "a\n1\nAAAA\n",
            "a\n18446744073709551616\n\(root)\n", "a\n1 \n\(root)\n", "a\r\n1\r\n\(root)\r\n",
            "a\n\u{661}\n\(root)\n",
        ] {
            #expect(
                code { _ = try Checkpoint(parsing: text) } == .malformedCheckpoint, "\(text.debugDescription)"
            )
        }
        #expect(try Checkpoint(parsing: "a\n0\n\(root)\n").size == 0)
    }

    @Test("A checkpoint of another log is refused, even when this key signed it")
    func origin() throws {
        let other = try Checkpoint(origin: "tocsin/other", size: 1, root: SHA256.hash([1])).signed(with: key)
        #expect(code { try other.verify(with: key.verifier) } == .wrongOrigin)
        let stranger = try SigningKey(name: key.name, seed: [UInt8](repeating: 4, count: 32))
        #expect(code { try checkpoint.verify(with: stranger.verifier) } == .unknownKey)
    }

    @Test("The line gives the note back exactly")
    func line() throws {
        let line = try #require(CheckpointLine.text(of: checkpoint))
        #expect(line.split(separator: " ").count == 5 && !line.contains("\n"))
        #expect(try CheckpointLine.parse(line) == checkpoint)
        #expect(try CheckpointLine.parse(line).text == checkpoint.text)
        for text in [
            "", line + " x", " " + line, line.replacing("tocsin-", with: "Tocsin-"),
            line.replacing(" ", with: "  "),
        ] {
            #expect(code { _ = try CheckpointLine.parse(text) } != nil, "\(text)")
        }
        let witness = try SigningKey(name: "witness.example", seed: [UInt8](repeating: 9, count: 32))
        let both = try SignedNote.sign(checkpoint.checkpoint.text, with: [witness, key])
        #expect(CheckpointLine.text(of: try SignedCheckpoint(note: both)) == line)
        let only = try SignedNote.sign(checkpoint.checkpoint.text, with: [witness])
        #expect(CheckpointLine.text(of: try SignedCheckpoint(note: only)) == nil)
    }

    // MARK: What people paste

    private func find(_ text: String) throws -> [SignedCheckpoint] {
        try CheckpointFinder.find(in: Array(text.utf8))
    }

    /// A mail program's work: lines of at most `width` characters, broken at spaces or, where there are none, anywhere.
    private func wrapped(_ text: String, width: Int, with mark: String = "") -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var lines: [String] = []
            var rest = Array(String(line))
            while rest.count > width {
                let space = rest[..<width].lastIndex(of: " ")
                let cut = space.map { $0 > 0 ? $0 : width } ?? width
                lines.append(mark + String(rest[..<cut]))
                rest = Array(rest[(space == nil || cut != space ? cut : cut + 1)...])
            }
            return (lines + [mark + String(rest)]).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private func quotedPrintable(_ text: String, width: Int = 76) -> String {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var current = ""
            for byte in line.utf8 {
                let isPlain = byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "=")
                let piece =
                    isPlain
                    ? String(UnicodeScalar(byte))
                    : "=" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
                if current.utf8.count + piece.utf8.count >= width {
                    lines.append(current + "=")
                    current = ""
                }
                current += piece
            }
            lines.append(current)
        }
        return lines.joined(separator: "\n")
    }

    private func quoted(_ text: String, _ mark: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { mark + $0 }.joined(
            separator: "\n")
    }

    @Test(
        "A checkpoint is found in a note, a line, a mail that quotes, wraps or encodes, with either line end")
    func pasted() throws {
        let line = try #require(CheckpointLine.text(of: checkpoint))
        for core in [checkpoint.text, line + "\n"] {
            let mail = "Dear all,\n\nstop was released at 4.\n\n\(core)\n-- \nthe press office = us\n"
            var texts = [
                core, mail, quoted(mail, "> "), quoted(mail, ">> "), quoted(mail, "  | "), "\t" + mail,
            ]
            texts += [78, 72, 60, 40].flatMap {
                [wrapped(mail, width: $0), wrapped(mail, width: $0, with: "> ")]
            }
            texts += [
                quotedPrintable(mail), quotedPrintable(mail, width: 50), quotedPrintable(quoted(mail, "> ")),
            ]
            texts += [quoted(quotedPrintable(mail), "> "), mail.replacing("\n", with: " \n")]
            texts += [mail.replacing(" ", with: "\u{A0}"), mail.replacing("\u{2014}", with: "--")]
            texts += [mail.replacing("\u{2014}", with: "\u{2013}"), mail.replacing(" ", with: "\t")]
            texts += texts.map { $0.replacing("\n", with: "\r\n") }
            for text in texts {
                let found = try find(text)
                #expect(found.contains(checkpoint), "\(text)")
                #expect(found.filter { (try? $0.verify(with: key.verifier)) != nil }.count == 1, "\(text)")
            }
        }
    }

    @Test("A line wrapped at any place at all is found")
    func wrappedAnywhere() throws {
        let line = try #require(CheckpointLine.text(of: checkpoint))
        for cut in CheckpointLine.word.count..<line.count {
            let place = line.index(line.startIndex, offsetBy: cut)
            for joint in ["\n", "\n> ", "\r\n", "=\n"] {
                let text = "see " + line[..<place] + joint + line[place...] + " and so on\n"
                #expect(try find(String(text)).contains(checkpoint), "cut at \(cut)")
            }
        }
    }

    @Test("Several are found, each once")
    func several() throws {
        let others = try (1...5).map {
            try Checkpoint(origin: key.name, size: $0, root: SHA256.hash([UInt8($0)])).signed(with: key)
        }
        let lines = others.compactMap { CheckpointLine.text(of: $0) }
        let text =
            lines.joined(separator: "\n") + "\n\n" + others.map(\.text).joined(separator: "\n")
            + lines.joined(separator: " ")
        #expect(Set(try find(text)) == Set(others))
        #expect(try find(text).count == 5)
        #expect(try find("").isEmpty)
        #expect(try find("tocsin-checkpoint\n\ntocsin-checkpoint tocsin/ 1 2 3\n").isEmpty)
        let long = [UInt8](repeating: 0x0A, count: EvidenceLimits.pastedBytesMax + 1)
        #expect(code { _ = try CheckpointFinder.find(in: long) } == .tooLarge)
        let many = try (1...1_001).compactMap {
            CheckpointLine.text(
                of: try Checkpoint(origin: key.name, size: $0, root: SHA256.hash([1])).signed(with: key))
        }
        #expect(code { _ = try find(many.joined(separator: "\n")) } == .tooLarge)
    }

    @Test(
        "A text that was made to be slow takes a time that grows with its length alone",
        arguments: [
            "tocsin-checkpoint", "tocsin-checkpoint\n", "tocsin-checkpoint \n\n\n\n", "=\n", "> ", "\n",
            "1\n", "- \n",
        ])
    func slow(piece: String) throws {
        let count = EvidenceLimits.pastedBytesMax / 64 / piece.utf8.count
        let clock = ContinuousClock()
        let taken = try clock.measure { _ = try find(String(repeating: piece, count: count)) }
        #expect(taken < .seconds(30), "\(taken)")
    }

    @Test("Whatever is pasted, what verifies is what was signed", arguments: UInt64(1)...150)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let line = try #require(CheckpointLine.text(of: checkpoint))
        var bytes = Array(("> " + line + "\r\n\r\n" + checkpoint.text).utf8)
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...2, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1:
                bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...9, using: &random)))
            default: bytes.insert(contentsOf: [0x3D, 0x0A], at: place)
            }
        }
        for found in try CheckpointFinder.find(in: bytes)
        where (try? found.verify(with: key.verifier)) != nil {
            #expect(found.checkpoint == checkpoint.checkpoint, "replay with seed \(seed)")
        }
    }
}
