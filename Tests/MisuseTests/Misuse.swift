import Testing

/// A program that must not compile, and a twin that differs in the misuse alone and must.
struct Misuse: CustomTestStringConvertible {
    let title: String
    let wrong: String
    let right: String
    /// A part of what the compiler has to say.
    let complaint: String

    var testDescription: String { title }

    func program(_ body: String) -> String {
        """
        import Gate

        func publish(_ permit: consuming Permit<Live>, _ text: TextHash) -> Bool { permit.redeem(sending: text) }
        func keep(_ box: PermitBox<Live>) {}
        func later(_ body: @escaping @Sendable () -> Void) {}

        func run(live: Gate<Live>, drill: Gate<Drill>, post: PostFacts, text: TextHash) {
        \(body)
        }
        """
    }

    static let all: [Misuse] = [
        Misuse(
            title: "a forged permit",
            wrong: "_ = publish(Permit<Live>(gate: live, facts: post, epoch: 1), text)",
            right: "if let permit = live.permit(for: post) { _ = publish(permit, text) }",
            complaint: "inaccessible due to 'internal' protection level"),
        Misuse(
            title: "a permit redeemed twice",
            wrong: """
                if let permit = live.permit(for: post) {
                    _ = permit.redeem(sending: text)
                    _ = permit.redeem(sending: text)
                }
                """,
            right: "if let permit = live.permit(for: post) { _ = permit.redeem(sending: text) }",
            complaint: "consumed more than once"),
        Misuse(
            title: "a permit used after it was handed on",
            wrong: "if let permit = live.permit(for: post) { _ = publish(permit, text); print(permit.post) }",
            right: "if let permit = live.permit(for: post) { print(permit.post); _ = publish(permit, text) }",
            complaint: "used after consume"),
        Misuse(
            title: "a copied permit",
            wrong: "if let permit = live.permit(for: post) { let both = [permit, permit]; _ = both.count }",
            right:
                "if let permit = live.permit(for: post) { let box = PermitBox(permit); let both = [box, box]; _ = both.count }",
            complaint: "conform to 'Copyable'"),
        Misuse(
            title: "a permit kept for a closure that may run again",
            wrong: "if let permit = live.permit(for: post) { later { _ = permit.redeem(sending: text) } }",
            right:
                "if let permit = live.permit(for: post) { let box = PermitBox(permit); later { _ = box.redeemOnce(sending: text) } }",
            complaint: "cannot be consumed when captured by an escaping closure"),
        Misuse(
            title: "a drill's permit used to publish",
            wrong: "if let permit = drill.permit(for: post) { _ = publish(permit, text) }",
            right: "if let permit = live.permit(for: post) { _ = publish(permit, text) }",
            complaint: "cannot convert value of type 'Permit<Drill>' to expected argument type 'Permit<Live>'"
        ),
        Misuse(
            title: "a drill's permit in a live box",
            wrong: "if let permit = drill.permit(for: post) { keep(PermitBox(permit)) }",
            right: "if let permit = live.permit(for: post) { keep(PermitBox(permit)) }",
            complaint: "'Drill'"),
        Misuse(
            title: "the gate's last question asked without a permit",
            wrong: "_ = live.admits(post, permitEpoch: live.epoch)",
            right: "_ = live.decision(for: post)",
            complaint: "inaccessible due to 'internal' protection level"),
        Misuse(
            title: "a drill's gate behind the stop path",
            wrong: """
                _ = try? StopPath(
                    configuration: StopPathConfiguration(listener: .none, sentinelDirectories: []), gate: drill,
                    latches: LatchPair.open(runtimeDirectory: "", stateDirectory: ""), onStop: { _ in }, onSignal: { _ in })
                """,
            right: """
                _ = try? StopPath(
                    configuration: StopPathConfiguration(listener: .none, sentinelDirectories: []), gate: live,
                    latches: LatchPair.open(runtimeDirectory: "", stateDirectory: ""), onStop: { _ in }, onSignal: { _ in })
                """,
            complaint: "'Drill'"),
    ]
}
