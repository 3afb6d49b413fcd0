package import CrisisModel

/// The client ids of recent commands, so that a retry is recognised. The oldest are forgotten first.
package struct ClientIDs: StateFields {
    package enum Limits {
        /// How many commands back a retry is recognised.
        package static let remembered = 16_384
    }

    private var sequences: [String: UInt64] = [:]
    private var order: [String] = []
    private var oldest = 0

    package init() {}

    package subscript(_ id: String) -> UInt64? { sequences[id] }

    package mutating func remember(_ id: String, sequence: UInt64) {
        guard sequences[id] == nil else { return }
        sequences[id] = sequence
        if order.count < Limits.remembered {
            order.append(id)
        } else {
            sequences[order[oldest]] = nil
            order[oldest] = id
            oldest = (oldest + 1) % Limits.remembered
        }
    }

    package static var blank: ClientIDs { ClientIDs() }

    package struct Remembered: CanonicalState {
        package var sequence: UInt64

        package static var blank: Remembered { Remembered(sequence: 0) }

        package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
            try coder.unsigned("sequence", &sequence)
        }
    }

    /// The oldest is the one with the lowest sequence, so their order need not be written.
    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        var remembered = sequences.mapValues { Remembered(sequence: $0) }
        try coder.keyed("remembered", &remembered)
        guard Coder.restores else { return }
        guard remembered.count <= Limits.remembered else {
            throw coder.invalid("remembered", "more than \(Limits.remembered)")
        }
        sequences = remembered.mapValues(\.sequence)
        order = sequences.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
        oldest = 0
    }
}
