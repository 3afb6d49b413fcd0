import Glibc
import Testing

@testable import Gate

@Suite("Transfers under way")
struct InFlightTests {
    /// A connected pair; the far end notices a shutdown as the end of the stream.
    final class Pipe {
        let near: CInt
        let far: CInt

        init() {
            var pair: [CInt] = [-1, -1]
            socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &pair)
            (near, far) = (pair[0], pair[1])
        }

        deinit {
            close(near)
            close(far)
        }

        var isCut: Bool {
            var byte: UInt8 = 0
            return recv(far, &byte, 1, CInt(MSG_DONTWAIT)) == 0
        }
    }

    @Test("Category 0 cuts what it covers, sent or not, and nothing else")
    func cut() throws {
        let gate: Gate<Live> = Facts.openGate()
        let (sent, unsent, other) = (Pipe(), Pipe(), Pipe())
        let first = try #require(gate.registerInFlight(Facts.post(account: "rail_fr"), descriptor: sent.near))
        let second = try #require(
            gate.registerInFlight(Facts.post(account: "rail_fr"), descriptor: unsent.near))
        let third = try #require(gate.registerInFlight(Facts.post(), descriptor: other.near))
        gate.markFullySent(first)
        let number = try #require(
            gate.press(Facts.request([.account(Facts.name("rail_fr"))], category: .cut)))
        #expect(sent.isCut && unsent.isCut && !other.isCut)
        #expect(gate.inFlight().count == 3)
        #expect(gate.finish(first) == .cut(by: number))
        #expect(gate.finish(second) == .cut(by: number))
        #expect(gate.finish(third) == .undisturbed)
        #expect(gate.inFlight().isEmpty)
    }

    @Test("By default what is not fully sent is cut at once, and the rest after five seconds")
    func standard() throws {
        let gate: Gate<Live> = Facts.openGate()
        let (sent, unsent) = (Pipe(), Pipe())
        let first = try #require(gate.registerInFlight(Facts.post(), descriptor: sent.near))
        let second = try #require(gate.registerInFlight(Facts.post(), descriptor: unsent.near))
        gate.markFullySent(first)
        let number = try #require(gate.press())
        #expect(!sent.isCut && unsent.isCut)
        let deadline = try #require(gate.transfers.nextDeadline())
        gate.transfers.endGrace(at: deadline - 1)
        #expect(!sent.isCut)
        gate.transfers.endGrace(at: deadline)
        #expect(sent.isCut)
        #expect(gate.transfers.nextDeadline() == nil)
        #expect(gate.finish(first) == .cut(by: number))
        #expect(gate.finish(second) == .cut(by: number))
    }

    @Test("A transfer that is answered within its grace is left alone")
    func answeredInTime() throws {
        let gate: Gate<Live> = Facts.openGate()
        let pipe = Pipe()
        let slot = try #require(gate.registerInFlight(Facts.post(), descriptor: pipe.near))
        gate.markFullySent(slot)
        gate.press()
        #expect(gate.finish(slot) == .undisturbed)
        #expect(gate.transfers.nextDeadline() == nil)
        gate.transfers.endGrace(at: .max)
        #expect(!pipe.isCut)
    }

    @Test("Category 1 lets transfers under way finish")
    func letFinish() throws {
        let gate: Gate<Live> = Facts.openGate()
        let pipe = Pipe()
        let slot = try #require(gate.registerInFlight(Facts.post(), descriptor: pipe.near))
        gate.press(Facts.request(category: .letFinish))
        #expect(!pipe.isCut && gate.finish(slot) == .undisturbed)
    }

    @Test("A crisis statement that may go out under the stop is not cut by it")
    func crisisStatement() throws {
        let gate: Gate<Live> = Facts.openGate()
        let pipe = Pipe()
        let approval = PostApproval(textHash: Facts.hash(1), epoch: .max)
        let post = Facts.post(.crisis, crisisDeclared: true, approval: approval)
        let slot = try #require(gate.registerInFlight(post, descriptor: pipe.near))
        gate.press(Facts.request(category: .cut))
        #expect(!pipe.isCut && gate.finish(slot) == .undisturbed)
    }

    @Test("A finished descriptor is never touched again, and its slot means nothing any more")
    func reuse() throws {
        let gate: Gate<Live> = Facts.openGate()
        let pipe = Pipe()
        let old = try #require(gate.registerInFlight(Facts.post(), descriptor: pipe.near))
        #expect(gate.finish(old) == .undisturbed)
        gate.press(Facts.request(category: .cut))
        #expect(!pipe.isCut)
        let new = try #require(gate.registerInFlight(Facts.post(), descriptor: pipe.near))
        gate.markFullySent(old)
        #expect(gate.finish(old) == .undisturbed)
        #expect(gate.inFlight().map(\.isFullySent) == [false])
        #expect(gate.finish(new) == .undisturbed)
    }

    @Test("The transfer beyond the limit is refused")
    func limit() {
        let gate: Gate<Live> = Facts.openGate()
        let slots = (0..<256).compactMap { _ in gate.registerInFlight(Facts.post(), descriptor: -1) }
        #expect(slots.count == 256)
        #expect(gate.registerInFlight(Facts.post(), descriptor: -1) == nil)
        gate.finish(slots[100])
        #expect(gate.registerInFlight(Facts.post(), descriptor: -1) != nil)
    }
}
