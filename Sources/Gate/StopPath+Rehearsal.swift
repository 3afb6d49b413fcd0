/// Goes through a stop once beside the real gate, so that the first real one finds its code and its types in memory.
extension StopPath {
    func rehearse() {
        let gate = Gate<Live>()
        gate.publish(KnownScopes(networks: ["network"], accounts: [], campaigns: []))
        rehearse("rehearsal", with: gate)
        rehearse(
            """
            {"method":"org.tocsin.Stop.Engage","parameters":{"scopes":["network:network","class:paid"],\
            "category":"cut","includeCrisisStatements":false,"reason":"\\u00e4","clientId":"rehearsal"}}
            """, with: gate)
        rehearse("{", with: gate)
    }

    private func rehearse(_ text: StaticString, with gate: Gate<Live>) {
        let bytes = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        let message = StopMessage(bytes, isComplete: true, actor: StopActor(origin: .socket))
        let outcome = gate.engage(message.request)
        let answer = StopAnswer(outcome, request: message.request, received: .now())
        var table = gate.table()
        withUnsafeTemporaryAllocation(byteCount: StopAnswer.textSizeMax, alignment: 8) { buffer in
            guard let start = buffer.baseAddress else { return }
            var writer = ByteWriter(start.assumingMemoryBound(to: UInt8.self), capacity: buffer.count)
            answer.writeLine(to: &writer)
            answer.writeReply(to: &writer)
        }
        withUnsafeTemporaryAllocation(byteCount: LatchLayout.slotSize, alignment: 8) { buffer in
            guard let start = buffer.baseAddress else { return }
            _ = LatchLayout.encode(&table, generation: 1, bootID: .random(), into: start)
        }
    }
}
