import Foundation
import Glibc
import HTTPTransport
import Synchronization
import Testing

@Suite(.enabled(if: Receiver.python != nil, "python3 is missing"), .timeLimit(.minutes(1)))
struct AbortTests {
    /// More than the kernel's buffers on both sides take, so that a receiver that does not read blocks it.
    static let longBody = [UInt8](repeating: 65, count: 16_000_000)

    @Test("A fully sent request outlives the gentle abort and ends by the hard one, its outcome unknown")
    func gentleThenHard() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let probe = Probe()
        let id = transport.makeID()
        let hanging = HTTPRequest(method: .post, url: receiver.url("/hang"), body: [65])
        async let outcome = transport.perform(hanging, id: id, hooks: probe.hooks())
        await probe.waitUntil(.fullySent)
        transport.abort(id, onlyIfNotFullySent: true)
        // Another exchange after it: the thread has dealt with the abort by the time this one is answered.
        let other = HTTPRequest(method: .get, url: receiver.url("/count"))
        #expect(await transport.perform(other).response?.status == 200)
        #expect(probe.openSockets.count == 1, "the gentle abort ended a fully sent request")
        transport.abort(id, onlyIfNotFullySent: false)
        let failure = try #require(await outcome.unknown)
        #expect(failure.code == .aborted)
        #expect(failure.wasFullySent)
        #expect(probe.openSockets.isEmpty)
        await transport.stop()
    }

    @Test("A request that is not fully sent ends by the gentle abort, its outcome unknown")
    func halfSent() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let probe = Probe()
        let id = transport.makeID()
        let long = HTTPRequest(method: .post, url: receiver.url("/neverread"), body: Self.longBody)
        async let outcome = transport.perform(long, id: id, hooks: probe.hooks())
        await probe.waitUntil(.authorised)
        transport.abort(id, onlyIfNotFullySent: true)
        let failure = try #require(await outcome.unknown)
        #expect(failure.code == .aborted)
        #expect(!failure.wasFullySent)
        #expect(probe.count(.fullySent) == 0)
        await transport.stop()
    }

    @Test("A long body that is read slowly is fully sent only when all of it is")
    func slowReader() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let probe = Probe()
        let body = [UInt8](repeating: 66, count: 300_000)
        let request = HTTPRequest(method: .post, url: receiver.url("/slowread"), body: body)
        #expect(await transport.perform(request, hooks: probe.hooks()).response?.status == 201)
        #expect(probe.count(.fullySent) == 1)
        #expect(try receiver.entries().first?.text.utf8.count == body.count)
        await transport.stop()
    }

    @Test("An abort between the socket and the last point leaves nothing sent")
    func abortBeforeLastPoint() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let id = transport.makeID()
        let authorisations = Atomic(0)
        // No answer comes to the TLS greeting that a plain server does not understand, so this one waits
        // there.
        let url = receiver.url("/posts").replacing("http:", with: "https:")
        let hooks = HTTPHooks(
            authorise: {
                authorisations.add(1, ordering: .relaxed)
                return true
            },
            socketOpened: { _ in
                transport.abort(id, onlyIfNotFullySent: true)
                return true
            })
        let outcome = await transport.perform(
            HTTPRequest(method: .post, url: url, body: [65]), id: id, hooks: hooks)
        #expect(outcome.notSent != nil)
        #expect(authorisations.load(ordering: .relaxed) == 0)
        #expect(try receiver.entries().isEmpty)
        await transport.stop()
    }

    @Test("Cancelling the task ends the transfer; one cancelled before it began sends nothing")
    func cancellation() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let probe = Probe()
        let hanging = HTTPRequest(method: .post, url: receiver.url("/hang"), body: [65])
        let task = Task { await transport.perform(hanging, hooks: probe.hooks()) }
        await probe.waitUntil(.fullySent)
        task.cancel()
        #expect(await task.value.unknown?.code == .cancelled)

        let second = Probe()
        let early = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await transport.perform(hanging, hooks: second.hooks())
        }
        #expect(await early.value.notSent?.code == .cancelled)
        #expect(second.happenings.isEmpty)
        #expect(try receiver.entries().count <= 1)
        await transport.stop()
    }

    @Test("A socket that another thread shuts down ends its transfer, which is not repeated")
    func shutdownFromOutside() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let probe = Probe()
        let hanging = HTTPRequest(method: .post, url: receiver.url("/hang"), body: [65])
        async let outcome = transport.perform(hanging, hooks: probe.hooks())
        await probe.waitUntil(.fullySent)
        #expect(Glibc.shutdown(probe.lastSocket, Int32(SHUT_RDWR)) == 0)
        let failure = try #require(await outcome.unknown)
        #expect(failure.wasFullySent)
        #expect(probe.count(.authorised) == 1)
        #expect(try receiver.entries().count <= 1)
        await transport.stop()
    }

    @Test("A wake-up has the supervise hook asked, and what it says is done")
    func supervision() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let probe = Probe()
        let mustEnd = Atomic(false)
        let hooks = probe.hooks(supervise: {
            mustEnd.load(ordering: .acquiring) ? .abort : .abortUnlessFullySent
        })
        let hanging = HTTPRequest(method: .post, url: receiver.url("/hang"), body: [65])
        // The first answer of the hook would end it before it is sent, so it only begins to say so
        // afterwards.
        let begun = Atomic(false)
        var patient = hooks
        patient.supervise = { begun.load(ordering: .acquiring) ? hooks.supervise?() ?? .proceed : .proceed }
        async let outcome = transport.perform(hanging, hooks: patient)
        await probe.waitUntil(.fullySent)
        begun.store(true, ordering: .releasing)
        transport.wake()
        #expect(
            await transport.perform(HTTPRequest(method: .get, url: receiver.url("/count"))).response != nil)
        #expect(probe.openSockets.count == 1)
        mustEnd.store(true, ordering: .releasing)
        transport.wake()
        #expect(await outcome.unknown?.code == .aborted)
        await transport.stop()
    }
}
