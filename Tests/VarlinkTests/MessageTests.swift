import Testing
import Varlink

@Suite("Frames, calls and replies")
struct MessageTests {
    private func violation(_ text: String) -> ProtocolViolation? {
        do throws(ProtocolViolation) {
            _ = try Call(frame: Array(text.utf8).span)
            return nil
        } catch {
            return error
        }
    }

    @Test("A call is read with its flags; absent and null parameters are the empty object")
    func calls() throws {
        let full = #"{"method":"a.b.C","parameters":{"x":1},"more":true,"oneway":false,"upgrade":false}"#
        let call = try Call(frame: Array(full.utf8).span)
        #expect(call == Call(method: "a.b.C", parameters: ["x": 1], more: true))
        for text in [#"{"method":"a.b.C"}"#, #"{"method":"a.b.C","parameters":null}"#] {
            #expect(try Call(frame: Array(text.utf8).span) == Call(method: "a.b.C"))
        }
    }

    @Test(
        "What is not exactly a call is a violation",
        arguments: [
            ("", "empty-frame"), ("[]", "not-an-object"), ("x", "not-json"), ("{}", "missing-method"),
            (#"{"method":1}"#, "wrong-type"), (#"{"method":"a","parameters":[]}"#, "wrong-type"),
            (#"{"method":"a","more":null}"#, "wrong-type"), (#"{"method":"a","oneway":1}"#, "wrong-type"),
            (#"{"method":"a","more":true,"oneway":true}"#, "more-and-oneway"),
            (#"{"method":"a","upgrade":true}"#, "upgrade-refused"),
            (#"{"method":"a","foo":1}"#, "unknown-key"),
            (#"{"method":"a","com.example.x":1}"#, "unknown-key"),
            (#"{"method":"a","method":"b"}"#, "not-json"),
        ])
    func violations(text: String, code: String) {
        #expect(violation(text)?.code == code)
    }

    @Test("What we write is what we read")
    func roundTrip() throws {
        let call = Call(method: "a.b.C", parameters: ["x": "\0"], oneway: true)
        let replies = [
            Reply(), Reply(parameters: ["x": 1], continues: true),
            Reply(error: "a.b.E", parameters: ["y": nil]),
        ]
        var bytes: [UInt8] = []
        call.encode(into: &bytes)
        for reply in replies { reply.encode(into: &bytes) }
        var splitter = FrameSplitter(frameBytesMax: 1000)
        splitter.append(bytes)
        #expect(splitter.waitingFrames == 4)
        #expect(try splitter.next { frame throws(ProtocolViolation) in try Call(frame: frame) } == call)
        for reply in replies {
            #expect(try splitter.next { frame throws(ProtocolViolation) in try Reply(frame: frame) } == reply)
        }
        #expect(splitter.waitingBytes == 0)
    }

    @Test("A reply with an error and more to come, or with an unknown key, is a violation")
    func badReplies() {
        for text in [
            #"{"error":"a.E","continues":true}"#, #"{"foo":1}"#, #"{"continues":1}"#, #"{"error":1}"#,
        ] {
            #expect(throws: ProtocolViolation.self) { try Reply(frame: Array(text.utf8).span) }
        }
        #expect(throws: Never.self) { try Reply(frame: Array(#"{"com.example.trace":1}"#.utf8).span) }
    }

    @Test("Frames come out whole however the bytes arrive", arguments: UInt64(1)...30)
    func pieces(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let frames = (0..<50).map { _ in
            (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 1...255, using: &random)
            }
        }
        let stream = Array(frames.joined(separator: [0])) + [0]
        var splitter = FrameSplitter(frameBytesMax: 300)
        var found: [[UInt8]] = []
        var position = 0
        while position < stream.count {
            let end = min(stream.count, position + Int.random(in: 1...700, using: &random))
            splitter.append(Array(stream[position..<end]))
            position = end
            while let frame = try splitter.next({ span in (0..<span.count).map { span[$0] } }) {
                found.append(frame)
                if Int.random(in: 0..<4, using: &random) == 0 { break }
            }
        }
        while let frame = try splitter.next({ span in (0..<span.count).map { span[$0] } }) {
            found.append(frame)
        }
        #expect(found == frames, "replay with seed \(seed)")
    }

    @Test("A frame beyond the limit is refused, complete or not, and the ones before it are not lost")
    func frameLimit() throws {
        let good = [UInt8](repeating: 65, count: 10) + [0]
        for long in [[UInt8](repeating: 66, count: 11), [UInt8](repeating: 66, count: 11) + [0]] {
            var splitter = FrameSplitter(frameBytesMax: 10)
            splitter.append(good + long)
            #expect(try splitter.next { $0.count } == 10)
            #expect(throws: ProtocolViolation.frameTooLong(bytesMax: 10)) { try splitter.next { $0.count } }
        }
        var splitter = FrameSplitter(frameBytesMax: 10)
        splitter.append(Array(good.dropLast()))
        #expect(try splitter.next { $0.count } == nil)
    }
}
