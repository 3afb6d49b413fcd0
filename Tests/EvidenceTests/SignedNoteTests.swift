import Evidence
import Testing

@Suite("Signed notes")
struct SignedNoteTests {
    /// From the documentation of Go's note package.
    private static let neumann = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private static let text = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        """
    private static let note =
        text
        + "\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE"
        + "6RyyBwJnAM=\n"

    private func parse(_ text: String) throws -> SignedNote { try SignedNote(parsing: Array(text.utf8)) }

    @Test("A note of Go's note package is read, verified and written again")
    func goVector() throws {
        let note = try parse(Self.note)
        let key = try VerifierKey(parsing: Self.neumann)
        #expect(key.name == "PeterNeumann" && key.text == Self.neumann)
        #expect(note.text == Self.text && note.signatures.count == 1)
        #expect(try note.verify(with: [key]) == [key])
        #expect(note.encoded == Self.note)
    }

    @Test("A private key of Go's note package makes the same note")
    func goPrivateKey() throws {
        let text = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
        let key = try SigningKey(parsing: text + "\n")
        #expect(key.text == text && key.verifier.text == Self.neumann)
        #expect(try SignedNote.sign(Self.text, with: [key]).encoded == Self.note)
        #expect(!"\(key)\(String(reflecting: key))".contains("AYEK"))
    }

    @Test("Signatures by unknown keys say nothing; a wrong one by a known key spoils the note")
    func severalSignatures() throws {
        let keys = try (1...3).map {
            try SigningKey(name: "log.example/\($0)", seed: [UInt8](repeating: UInt8($0), count: 32))
        }
        let note = try SignedNote.sign("hello\n\nworld\n", with: keys)
        #expect(try parse(note.encoded) == note)
        #expect(try note.verify(with: [keys[1].verifier]) == [keys[1].verifier])
        #expect(try note.verify(with: keys.map(\.verifier)).count == 3)
        let stranger = try SigningKey.make(name: keys[0].name).verifier
        #expect(try note.verify(with: [stranger, keys[2].verifier]) == [keys[2].verifier])
        #expect(code { try note.verify(with: [stranger]) } == .unknownKey)
        #expect(code { try note.verify(with: []) } == .unknownKey)
        let other = try SignedNote(text: "hello\n", signatures: note.signatures)
        #expect(code { try other.verify(with: [keys[0].verifier]) } == .badSignature)
        let mixed = try SignedNote(text: note.text, signatures: [note.signatures[0]] + [keys[1].sign("x\n")])
        #expect(try mixed.verify(with: [keys[0].verifier]).count == 1)
        #expect(code { try mixed.verify(with: keys.map(\.verifier)) } == .badSignature)
    }

    @Test("Everything that is not exactly a note is refused")
    func malformed() throws {
        let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvA==\n"
        for text in [
            "", "\n", "\n\n", "text\n", "text\n\n", "text\n" + line, "text" + "\n\n" + line.dropLast(),
            "text\n\n" + line + "\n", "text\n\n" + line + "more\n", "text\r\n\r\n" + line,
            "te\u{0}xt\n\n" + line,
            "text\n\n- PeterNeumann x08go/ZJkuBS9UG/SffcvA==\n",
            "text\n\n\u{2014}  x08go/ZJkuBS9UG/SffcvA==\n",
            "text\n\n\u{2014} Peter Neumann x08go/ZJkuBS9UG/SffcvA==\n",
            "text\n\n\u{2014} a+b x08go/ZJkuBS9UG/SffcvA==\n",
            "text\n\n\u{2014} a\u{2003}b x08go/ZJkuBS9UG/SffcvA==\n", "text\n\n\u{2014} PeterNeumann x08g\n",
            "text\n\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvA=\n", "text\n\n\u{2014} PeterNeumann \n",
            "text\n\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvA== \n", "te\txt\n\n" + line,
        ] {
            #expect(code { _ = try parse(text) } == .malformedNote, "\(text.debugDescription)")
        }
        #expect(
            code { _ = try SignedNote(parsing: Array("te".utf8) + [0xFF, 10, 10] + Array(line.utf8)) } != nil)
        let many = "text\n\n" + String(repeating: line, count: EvidenceLimits.noteSignaturesMax)
        #expect(try parse(many).signatures.count == EvidenceLimits.noteSignaturesMax)
        #expect(code { _ = try parse(many + line) } == .malformedNote)
        let long = [UInt8](repeating: 0x61, count: EvidenceLimits.noteBytesMax + 1)
        #expect(code { _ = try SignedNote(parsing: long) } == .tooLarge)
    }

    @Test("A note changed anywhere is refused, or signs the same text", arguments: UInt64(1)...200)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let key = try VerifierKey(parsing: Self.neumann)
        var bytes = Array(Self.note.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...2, using: &random) {
            case 0: bytes[place] ^= UInt8.random(in: 1...255, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
            }
        }
        guard let note = try? SignedNote(parsing: bytes), (try? note.verify(with: [key])) != nil else {
            return
        }
        #expect(note.text == Self.text, "replay with seed \(seed)")
    }

    @Test("Keys that do not fit their own id are refused")
    func malformedKeys() {
        for text in [
            "", "+", "a+b", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "peterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10", "Peter Neumann+c74f20a3+AQ==",
            "PeterNeumann+c74f20a3+",
        ] {
            #expect(code { _ = try VerifierKey(parsing: text) } == .malformedKey, "\(text)")
            #expect(code { _ = try SigningKey(parsing: "PRIVATE+KEY+" + text) } == .malformedKey, "\(text)")
        }
        #expect(
            code {
                _ = try VerifierKey(parsing: String(repeating: "a", count: EvidenceLimits.keyBytesMax + 1))
            }
                == .tooLarge)
    }
}
