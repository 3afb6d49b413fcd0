import Testing
import Varlink

@Suite("JSON from a hostile sender")
struct JSONHostileTests {
    static func randomValue(_ random: inout SeededRandom, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(Int64(bitPattern: random.next() >> UInt64.random(in: 0...63, using: &random)))
        case 3: return .float(Double.random(in: -1e18...1e18, using: &random))
        case 4, 5: return .string(randomText(&random))
        case 6:
            let count = Int.random(in: 0...4, using: &random)
            return .array((0..<count).map { _ in randomValue(&random, depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                object[randomText(&random)] = randomValue(&random, depth: depth - 1)
            }
            return .object(object)
        }
    }

    static func randomText(_ random: inout SeededRandom) -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "Z", "\"", "\\", "\n", "\u{0}", "\u{1F}", "é", "漢", "🚀", " ", "/", "\u{7F}",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            text.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
        }
        return text
    }

    @Test("What is written is read back as the same value, compact and pretty", arguments: UInt64(1)...60)
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            let value = Self.randomValue(&random, depth: 4)
            let bytes = value.serialized()
            #expect(!bytes.contains(0), "replay with seed \(seed)")
            #expect(try JSONValue(parsing: bytes) == value, "replay with seed \(seed)")
            #expect(try JSONValue(parsing: value.prettyPrinted()) == value, "replay with seed \(seed)")
            #expect(try JSONValue(parsing: bytes).serialized() == bytes, "replay with seed \(seed)")
        }
    }

    @Test("Damaged documents are refused or read, and nothing else happens", arguments: UInt64(1)...60)
    func damaged(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<40 {
            var bytes = Self.randomValue(&random, depth: 4).serialized()
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            do throws(JSONError) {
                let value = try JSONValue(parsing: bytes)
                #expect(try JSONValue(parsing: value.serialized()) == value, "replay with seed \(seed)")
            } catch {
                #expect(error.offset <= bytes.count, "replay with seed \(seed)")
            }
        }
    }

    @Test("Random bytes are refused or read, and nothing else happens", arguments: UInt64(1)...40)
    func noise(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("{}[]\",:\\u0123456789eE+-.truefalsn \n\u{e9}".utf8) + [0xFF, 0x00, 0xED]
        for _ in 0..<100 {
            let count = Int.random(in: 0...64, using: &random)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
            let value = try? JSONValue(parsing: bytes)
            if let value { #expect((try? JSONValue(parsing: value.serialized())) == value, "seed \(seed)") }
            let limits = JSONLimits(bytesMax: 4096, depthMax: 8)
            _ = try? Call(frame: bytes.span, limits: limits)
            _ = try? Reply(frame: bytes.span, limits: limits)
            _ = try? InterfaceDescription.parse(String(decoding: bytes, as: UTF8.self))
        }
    }
}
