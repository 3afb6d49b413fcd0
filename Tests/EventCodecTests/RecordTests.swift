import CrisisModel
import EventCodec
import EventLog
import Testing

/// Events to the bytes of the log and back, and what the log of a newer version or damage looks like.
@Suite("Records")
struct RecordTests {
    @Test("Every kind of event comes back from its record as it went in", arguments: EventKind.allCases)
    func roundTrip(kind: EventKind) throws {
        for seed in UInt64(1)...12 {
            var fields = RandomFields(seed: seed &* 1_000 &+ UInt64(kind.rawValue), times: .any)
            let sequence = UInt64.random(in: 1...1_000_000, using: &fields.random)
            let recorded = Samples.recorded(fields.event(kind), sequence: sequence, &fields)
            let again = try Samples.throughRecord(recorded)
            #expect(again == recorded.withoutPersonalData, "\(kind.name), seed \(seed)")
        }
    }

    @Test(
        "Of what is personal nothing but the sealed bytes stands in a record, and a fold does not copy those")
    func personal() throws {
        var mention = MentionRecorded(
            source: SourceID(recorded: "feed"), id: "SECRET-1", author: "SECRET-2", name: "SECRET-3",
            text: "SECRET-4",
            link: "SECRET-5", mode: .live)
        (mention.key, mention.authorNumber, mention.sealed) = (KeyedHash(high: 1, low: 2), 7, [1, 2, 3])
        let envelope = EventEnvelope(sequence: 1, realm: .live, at: .zero, actor: .daemon)
        var batch = RecordBatch(firstSequence: .first)
        try EventCodec.append(RecordedEvent(envelope: envelope, event: .mentionRecorded(mention)), to: &batch)
        let bytes = batch.withRecord(.first) { record in
            record.withRecordBytes { $0.withUnsafeBytes { Array($0) } }
        }
        #expect(!String(decoding: try #require(bytes), as: UTF8.self).contains("SECRET"))
        let whole = try Samples.decode(batch, .first)
        #expect(whole.event == .mentionRecorded(mention.withoutPersonalData))
        mention.sealed = []
        let folded = try Samples.decode(batch, .first, withSealed: false)
        #expect(folded.event == .mentionRecorded(mention.withoutPersonalData))
    }

    @Test("The neutral value of every kind comes back as it went in", arguments: EventKind.allCases)
    func neutral(kind: EventKind) throws {
        let envelope = EventEnvelope(sequence: 1, realm: .live, at: .zero, actor: .daemon)
        let recorded = RecordedEvent(envelope: envelope, event: kind.payloadType.init().event)
        #expect(try Samples.throughRecord(recorded) == recorded)
    }

    @Test("An empty text is not an absent one, and an empty list is a list")
    func emptyAndAbsent() throws {
        let envelope = EventEnvelope(sequence: 1, realm: .live, at: .zero, actor: .daemon, clientID: "")
        for reason in [String?.none, ""] {
            let event = CrisisEvent.postHeld(PostHeld(posts: [], cause: .rule, reason: reason))
            let again = try Samples.throughRecord(RecordedEvent(envelope: envelope, event: event))
            #expect(again.event == event)
            #expect(again.envelope.clientID == "")
        }
    }

    @Test("The largest hold fits a record: five thousand posts with the longest names")
    func largestHold() throws {
        let posts = (0..<5_000).map { number in
            PostID(recorded: String(repeating: "p", count: 64 - String(number).utf8.count) + String(number))
        }
        let envelope = EventEnvelope(sequence: 1, realm: .live, at: .zero, actor: .daemon)
        let event = CrisisEvent.postHeld(PostHeld(posts: posts, cause: .stop, epoch: 1))
        #expect(try Samples.throughRecord(RecordedEvent(envelope: envelope, event: event)).event == event)
    }

    @Test("A kind that this version does not know is refused with its number")
    func unknownKind() {
        let error = #expect(throws: EventCodecError.self) { try Samples.decodeRaw(kind: 9_999) }
        #expect(error?.code == .unknownKind)
        #expect(error?.description.contains("9999") == true)
    }

    @Test("A newer schema is refused, and the words say what to do", arguments: EventKind.allCases)
    func newerSchema(kind: EventKind) {
        let error = #expect(throws: EventCodecError.self) {
            try Samples.decodeRaw(kind: kind.rawValue, schema: kind.schemaVersion + 1)
        }
        #expect(error?.code == .newerSchema)
        #expect(error?.description.contains("use a newer Tocsin") == true)
        #expect(error?.description.contains(kind.name) == true)
    }

    @Test("Fields that an older writer did not know keep their neutral value", arguments: EventKind.allCases)
    func shorterRecord(kind: EventKind) throws {
        #expect(try Samples.decodeRaw(kind: kind.rawValue).event == kind.payloadType.init().event)
        #expect(try Samples.decodeRaw(kind: kind.rawValue, texts: []).event == kind.payloadType.init().event)
    }

    @Test("A list that is cut off is an error, wherever it is cut")
    func cutList() {
        // Two posts, "p-1" and "p-22": each a length in four bytes, then the name.
        let whole: [UInt8] = [3, 0, 0, 0] + Array("p-1".utf8) + [4, 0, 0, 0] + Array("p-22".utf8)
        for count in 0...whole.count {
            let texts: [[UInt8]?] = [nil, Array(whole.prefix(count)), Array("stop".utf8)]
            let isWhole = count == 0 || count == 7 || count == whole.count
            if isWhole {
                #expect(throws: Never.self) {
                    try Samples.decodeRaw(kind: EventKind.postHeld.rawValue, texts: texts)
                }
            } else {
                let error = #expect(throws: EventCodecError.self, "cut at \(count)") {
                    try Samples.decodeRaw(kind: EventKind.postHeld.rawValue, texts: texts)
                }
                #expect(error?.field == "posts")
            }
        }
        let endless: [[UInt8]?] = [nil, [255, 255, 255, 255, 65], Array("stop".utf8)]
        #expect(throws: EventCodecError.self) {
            try Samples.decodeRaw(kind: EventKind.postHeld.rawValue, texts: endless)
        }
    }

    @Test("A list of integers or a digest of the wrong length, a wrong word and a wrong scope are errors")
    func wrongBytes() {
        func code(_ kind: EventKind, _ texts: [[UInt8]?]) -> String? {
            do {
                _ = try Samples.decodeRaw(kind: kind.rawValue, texts: texts)
                return nil
            } catch {
                return (error as? EventCodecError)?.field
            }
        }
        let rule = Array("r".utf8)
        #expect(code(.detectionFired, [nil, rule, [1, 2, 3, 4, 5, 6, 7]]) == "mentions")
        #expect(code(.detectionFired, [nil, rule, [1, 2, 3, 4, 5, 6, 7, 8]]) == nil)
        #expect(code(.postEdited, [nil, rule, rule, [1, 2, 3]]) == "textHash")
        #expect(code(.postHeld, [nil, [], Array("whim".utf8)]) == "cause")
        #expect(code(.stopEngaged, [nil, rule, [4, 0, 0, 0] + Array("some".utf8)]) == "scopes")
        #expect(
            code(.ruleAdopted, [nil, rule, rule, nil, nil, nil, [4, 0, 0, 0] + Array("loud".utf8)])
                == "holdClasses")
    }

    @Test("Random payload bytes decode or are refused, and never do harm", arguments: UInt64(1)...20)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for kind in EventKind.allCases {
            for _ in 0..<10 {
                let integers: [Int64?] = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                    Bool.random(using: &random) ? nil : .random(in: (.min + 1)...(.max), using: &random)
                }
                let texts: [[UInt8]?] = (0..<Int.random(in: 0...10, using: &random)).map { _ in
                    Bool.random(using: &random)
                        ? nil
                        : (0..<Int.random(in: 0...40, using: &random)).map { _ in
                            .random(in: 0...255, using: &random)
                        }
                }
                do {
                    _ = try Samples.decodeRaw(kind: kind.rawValue, integers: integers, texts: texts)
                } catch {
                    #expect(error is EventCodecError, "seed \(seed), \(kind.name): \(error)")
                }
            }
        }
    }
}
