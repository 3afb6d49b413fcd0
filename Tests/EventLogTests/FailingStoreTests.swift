import EventLog
import Testing

@Suite("A store that fails")
struct FailingStoreTests {
    @Test(
        "Whichever commit fails in whichever way, nothing acknowledged is lost and nothing refused appears",
        arguments: [MemoryBlockStore.Fault.full, .failed, .unknownLost, .unknownWritten], 1...12)
    func nthCommit(fault: MemoryBlockStore.Fault, failing: Int) throws {
        let store = MemoryBlockStore { $0 == failing ? fault : nil }
        var acknowledged: [SampleEvent] = []
        var unknown: [SampleEvent]?
        do {
            let log = try EventLog(store: store, clock: .fixed)
            for number in 0..<10 {
                let events = (0...number).map { SampleEvent.plain("\(number), \($0)") }
                do {
                    _ = try log.append(events)
                    acknowledged += events
                    #expect(unknown == nil, "committed after an unknown outcome")
                } catch {
                    if error.code == .outcomeUnknown, unknown == nil { unknown = events }
                }
            }
        } catch {
            #expect(failing == 1)
        }
        let after = store.crashed()
        after.setFault { _ in nil }
        let log = try EventLog(store: after, clock: .fixed)
        let found = try log.events()
        #expect(found == acknowledged || found == acknowledged + (unknown ?? []))
        #expect(try log.verify().isSound)
        _ = try log.append([.plain("afterwards")])
        #expect(try log.verify().isSound)
    }

    @Test("A full store refuses and goes on; an unknown outcome ends all commits")
    func goesOnOrStops() throws {
        let store = MemoryBlockStore { $0 == 3 ? .full : $0 == 5 ? .unknownLost : nil }
        let log = try EventLog(store: store, clock: .fixed)
        _ = try log.append([.plain()])
        #expect(code { _ = try log.append([.plain()]) } == .storeFull)
        #expect(try log.append([.plain()])?.first.rawValue == 2)
        #expect(code { _ = try log.append([.plain()]) } == .outcomeUnknown)
        let commits = store.commitCount
        #expect(code { _ = try log.append([.plain()]) } == .outcomeUnknown)
        #expect(store.commitCount == commits)
    }

    @Test("A disk that lies about its flush loses an end, and the rest is sound")
    func lyingDisk() throws {
        let store = MemoryBlockStore { $0 == 6 ? .lostAtCrash : nil }
        let log = try EventLog(store: store, clock: .fixed)
        for _ in 0..<10 { _ = try log.append([.plain(), .plain()]) }
        let after = try EventLog(store: store.crashed(), clock: .fixed)
        #expect(after.head.eventCount == 8)
        #expect(try after.verify().isSound)
    }

    @Test("When only the reserve is left, only what may use it is taken")
    func reserveOnly() throws {
        let store = MemoryBlockStore()
        let log = try EventLog(store: store, clock: .fixed)
        _ = try log.append([.plain()])
        store.setReserveOnly(true)
        #expect(code { _ = try log.append([.plain()]) } == .storeFull)
        #expect(try log.append([.plain()], mayUseReserve: true)?.first.rawValue == 2)
        store.setReserveOnly(false)
        #expect(try log.append([.plain()])?.first.rawValue == 3)
    }
}
