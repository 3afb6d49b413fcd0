import Cryptography
import Evidence
import EventLog
import Testing

@Suite("Proofs as text")
struct ProofTests {
    @Test("One event is proved to somebody with nothing but the text and the key")
    func event() throws {
        let signed = try SignedLog(blocks: 11)
        let checkpoint = try signed.checkpoint(at: 11)
        for number in 1...33 {
            let sequence = Envelope.Sequence(rawValue: UInt64(number))
            let text = try EventProof.make(sequence, in: signed.log, checkpoint: checkpoint).text
            let proof = try EventProof(parsing: Array(text.utf8))
            #expect(proof.text == text)
            let verified = try proof.verify(with: signed.key.verifier)
            #expect(verified.sequence == sequence && verified.checkpoint == checkpoint.checkpoint)
            let record = try signed.log.withRecord(sequence) {
                $0.withRecordBytes { $0.withUnsafeBytes { [UInt8]($0) } }
            }
            #expect(verified.record == record)
        }
    }

    @Test("The text is c2sp.org/tlog-proof, and says nothing of the neighbours but their hashes")
    func form() throws {
        let signed = try SignedLog(blocks: 5)
        let proof = try EventProof.make(
            Envelope.Sequence(rawValue: 8), in: signed.log, checkpoint: signed.checkpoint(at: 5))
        let lines = proof.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "c2sp.org/tlog-proof@v1" && lines[1].hasPrefix("extra ") && lines[2] == "index 2")
        #expect(lines[3...].firstIndex(of: "") == 3 + proof.inclusion.path.count)
        #expect(proof.text.hasSuffix("\n\n" + proof.checkpoint.text))
        let extra = try #require(Base64.decode(String(lines[1].dropFirst(6))))
        let record = try #require(
            String(decoding: extra, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("record ") })
        let disclosed = try #require(Base64.decode(String(record.dropFirst(7))))
        #expect(String(decoding: disclosed, as: UTF8.self).contains("event 1 of block 2"))
        for other in [0, 2] {
            #expect(!String(decoding: disclosed, as: UTF8.self).contains("event \(other) of block 2"))
        }
        // The checksum of the block would let a guess at a neighbour be tested.
        #expect(proof.inclusion.header.count == EventInclusion.headerByteCount)
    }

    @Test("A proof of another key, log or checkpoint is refused")
    func refused() throws {
        let signed = try SignedLog(blocks: 9)
        let other = try SignedLog(blocks: 9, seed: 2)
        let proof = try EventProof.make(.first, in: signed.log, checkpoint: signed.checkpoint(at: 7))
        #expect(code { _ = try proof.verify(with: other.key.verifier) } == .unknownKey)
        #expect(
            code { _ = try EventProof.make(.first, in: other.log, checkpoint: signed.checkpoint(at: 7)) }
                == nil
                || other.log.head.treeRoot != signed.log.head.treeRoot)
        #expect(
            code { _ = try EventProof(inclusion: proof.inclusion, checkpoint: signed.checkpoint(at: 8)) }
                == .malformedProof)
        let lie = try Checkpoint(origin: signed.key.name, size: 7, root: SHA256.hash([1])).signed(
            with: signed.key)
        let forged = try EventProof(inclusion: proof.inclusion, checkpoint: lie)
        #expect(code { _ = try forged.verify(with: signed.key.verifier) } == .proofRefused)
        #expect(code { _ = try EventProof.make(.first, in: signed.log, checkpoint: lie) } == .proofRefused)
        #expect(throws: ProofFailure.self) {
            _ = try EventProof.make(
                Envelope.Sequence(rawValue: 25), in: signed.log, checkpoint: signed.checkpoint(at: 7))
        }
    }

    @Test("A proof changed anywhere is refused, or says the same", arguments: UInt64(1)...250)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let signed = try SignedLog(blocks: 6)
        let honest = try EventProof.make(
            Envelope.Sequence(rawValue: 8), in: signed.log, checkpoint: signed.checkpoint(at: 6))
        let bytes = mutated(Array(honest.text.utf8), using: &random)
        guard let proof = try? EventProof(parsing: bytes),
            let verified = try? proof.verify(with: signed.key.verifier)
        else { return }
        let expected = try honest.verify(with: signed.key.verifier)
        #expect(
            verified.sequence == expected.sequence && verified.record == expected.record,
            "replay with seed \(seed)")
    }

    @Test("The event's part changed anywhere is refused, or says the same", arguments: UInt64(1)...250)
    func hostileEvent(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let signed = try SignedLog(blocks: 6)
        let honest = try EventProof.make(
            Envelope.Sequence(rawValue: 8), in: signed.log, checkpoint: signed.checkpoint(at: 6))
        var lines = honest.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let extra = try #require(Base64.decode(String(lines[1].dropFirst(6))))
        lines[1] = "extra " + Base64.encode(mutated(extra, using: &random))
        guard let proof = try? EventProof(parsing: Array(lines.joined(separator: "\n").utf8)),
            let verified = try? proof.verify(with: signed.key.verifier)
        else { return }
        let expected = try honest.verify(with: signed.key.verifier)
        #expect(verified == expected, "replay with seed \(seed)")
    }

    private func mutated(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0: bytes[place] ^= UInt8.random(in: 1...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes[place] = UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &random)
            default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
            }
        }
        return bytes
    }

    @Test("Two checkpoints of a log are proved consistent, whatever their sizes")
    func consistency() throws {
        let signed = try SignedLog(blocks: 12, eventsPerBlock: 1)
        for new: UInt64 in 0...12 {
            for old in 0...new {
                let proof = try ConsistencyProof.make(
                    in: signed.log, from: signed.checkpoint(at: old), to: signed.checkpoint(at: new))
                let read = try ConsistencyProof(parsing: Array(proof.text.utf8))
                #expect(read == proof && read.text == proof.text)
                let (older, newer) = try read.verify(with: signed.key.verifier)
                #expect(older.size == old && newer.size == new)
            }
        }
    }

    @Test("A log that was changed since proves nothing to the holder of an older checkpoint")
    func inconsistency() throws {
        let honest = try SignedLog(blocks: 9)
        let other = try SignedLog(blocks: 9, eventsPerBlock: 2)
        let older = try honest.checkpoint(at: 5)
        // The same key signs for a log that was made anew.
        func signedByForger(_ size: UInt64) throws -> SignedCheckpoint {
            try Checkpoint(origin: honest.key.name, size: size, root: other.log.root(at: size)).signed(
                with: honest.key)
        }
        #expect(
            code { _ = try ConsistencyProof.make(in: other.log, from: older, to: signedByForger(9)) }
                == .proofRefused)
        let path = try other.log.proveConsistency(from: 5, to: 9).path
        let forged = ConsistencyProof(older: older, newer: try signedByForger(9), path: path)
        #expect(code { try forged.verify(with: honest.key.verifier) } == .proofRefused)
        let backwards = ConsistencyProof(older: try honest.checkpoint(at: 9), newer: older, path: [])
        #expect(code { try backwards.verify(with: honest.key.verifier) } == .proofRefused)
        for text in [
            "", "\n\n", "tocsin-consistency-proof@v1\n\n", forged.text + "\n", forged.text + forged.text,
        ] {
            #expect(code { _ = try ConsistencyProof(parsing: Array(text.utf8)) } != nil)
        }
    }
}
