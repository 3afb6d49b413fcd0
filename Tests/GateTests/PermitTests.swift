import Glibc
import Synchronization
import Testing

@testable import Gate

@Suite("Permits")
struct PermitTests {
    @Test("The gate gives no permit before the log has been read, nor after it was closed for good")
    func closedGate() {
        let gate = Gate<Live>()
        #expect(gate.decision(for: Facts.post()) == .closed)
        #expect(!gate.gives(Facts.post()))
        gate.open(after: .nothingEngaged(epoch: 1))
        guard let permit = gate.permit(for: Facts.post()) else {
            Issue.record("no permit")
            return
        }
        gate.close()
        #expect(gate.decision(for: Facts.post()) == .closed)
        let isSent1 = permit.redeem(sending: Facts.hash(1))
        #expect(!isSent1)
        gate.open(after: .nothingEngaged(epoch: 9))
        #expect(!gate.isOpen)
    }

    @Test("A permit is good for its own text, once")
    func textAndUse() {
        let gate: Gate<Live> = Facts.openGate()
        guard let permit = gate.permit(for: Facts.post()), let other = gate.permit(for: Facts.post()) else {
            Issue.record("no permit")
            return
        }
        let (post, text, epoch) = (permit.post, permit.textHash, permit.epoch)
        #expect(post == 7 && text == Facts.hash(1) && epoch == gate.epoch)
        let isSent2 = permit.redeem(sending: Facts.hash(2))
        #expect(!isSent2)
        let box = PermitBox(other)
        #expect(box.redeemOnce(sending: Facts.hash(1)))
        #expect(!box.redeemOnce(sending: Facts.hash(1)))
    }

    @Test("A stop voids the permits it covers, and only those")
    func stopVoids() {
        let gate: Gate<Live> = Facts.openGate()
        guard let covered = gate.permit(for: Facts.post(account: "rail_fr")),
            let free = gate.permit(for: Facts.post())
        else {
            Issue.record("no permit")
            return
        }
        gate.press(Facts.request([.account(Facts.name("rail_fr"))]))
        let isSent3 = covered.redeem(sending: Facts.hash(1))
        #expect(!isSent3)
        let isSent4 = free.redeem(sending: Facts.hash(1))
        #expect(isSent4)
    }

    @Test("A holder that was paused across stop and release does not get through with its old permit")
    func pausedHolder() {
        let gate: Gate<Live> = Facts.openGate()
        guard let old = gate.permit(for: Facts.post()) else {
            Issue.record("no permit")
            return
        }
        let number = gate.press() ?? 0
        #expect(gate.release(epoch: number) == .released)
        let isSent5 = old.redeem(sending: Facts.hash(1))
        #expect(!isSent5)
        guard let new = gate.permit(for: Facts.post()) else {
            Issue.record("no permit after the release")
            return
        }
        let isSent6 = new.redeem(sending: Facts.hash(1))
        #expect(isSent6)
    }

    @Test("After engage has returned no older permit is redeemed, however many threads try")
    func race() {
        for _ in 0..<40 {
            let context = RaceContext(gate: Facts.openGate())
            let threads = 4
            for _ in 0..<threads {
                let started = OSThread.start { [context] in context.redeemAll() }
                #expect(started)
            }
            for _ in 0..<threads { context.ready.wait() }
            context.go.store(true, ordering: .releasing)
            context.gate.press()
            context.isEngaged.store(true, ordering: .sequentiallyConsistent)
            for _ in 0..<threads { context.done.wait() }
            #expect(context.violations.load(ordering: .relaxed) == 0)
        }
    }

    @Test("A transfer that got through before a cutting stop is found by it, however close they come")
    func redeemOrCut() {
        for _ in 0..<300 {
            var pair: [CInt] = [-1, -1]
            #expect(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &pair) == 0)
            let gate: Gate<Live> = Facts.openGate()
            let context = RaceContext(gate: gate)
            let descriptor = pair[0]
            let started = OSThread.start { [context] in context.send(on: descriptor) }
            #expect(started)
            context.ready.wait()
            gate.press(Facts.request(category: .cut))
            context.isEngaged.store(true, ordering: .sequentiallyConsistent)
            context.done.wait()
            #expect(context.violations.load(ordering: .relaxed) == 0)
            close(pair[0])
            close(pair[1])
        }
    }
}
