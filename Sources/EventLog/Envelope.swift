/// What the log knows of an event beside its payload. The sequence is not part of it: the log assigns that.
@usableFromInline
package struct Envelope: Hashable, Sendable {
    /// What the event is; the numbers' meaning is the codec's.
    package var kind: UInt16
    package var schemaVersion: UInt16
    /// 0 is the live realm, any other number a drill.
    package var realm: UInt32
    /// The realm's clock, in microseconds since the epoch: the only time that decisions and folds see.
    package var at: Int64
    /// The network's own time, in the same unit.
    package var occurredAt: Int64?
    package var flags: Flags
    package var actor: Actor
    /// The event that caused this one; always an earlier one.
    package var causation: Sequence?
    /// The event that opened the crisis, stop or drill this one belongs to; an earlier one or this one itself.
    package var correlation: Sequence?

    package init(
        kind: UInt16,
        schemaVersion: UInt16,
        realm: UInt32 = 0,
        at: Int64,
        occurredAt: Int64? = nil,
        flags: Flags = [],
        actor: Actor,
        causation: Sequence? = nil,
        correlation: Sequence? = nil
    ) {
        self.kind = kind
        self.schemaVersion = schemaVersion
        self.realm = realm
        self.at = at
        self.occurredAt = occurredAt
        self.flags = flags
        self.actor = actor
        self.causation = causation
        self.correlation = correlation
    }
}

extension Envelope {
    /// An event's place in the log, from 1, without gaps.
    @usableFromInline
    package struct Sequence: Hashable, Comparable, Sendable, RawRepresentable, CustomStringConvertible {
        @usableFromInline package let rawValue: UInt64

        package static let first = Sequence(rawValue: 1)

        @inlinable
        package init(rawValue: UInt64) { self.rawValue = rawValue }

        package var next: Sequence { Sequence(rawValue: rawValue + 1) }

        @usableFromInline package var description: String { String(rawValue) }

        @inlinable
        package static func < (left: Sequence, right: Sequence) -> Bool { left.rawValue < right.rawValue }
    }

    @usableFromInline
    package struct Flags: OptionSet, Hashable, Sendable {
        @usableFromInline package let rawValue: UInt16

        /// The wall clock stood behind the event before, so `at` was raised to that event's.
        package static let clockClamped = Flags(rawValue: 1)

        @inlinable
        package init(rawValue: UInt16) { self.rawValue = rawValue }
    }

    /// Who or what brought the event about.
    package struct Actor: Hashable, Sendable {
        package static let nameBytesMax = 255

        /// An operator, a rule, a timer, a network ...; the numbers' meaning is the codec's.
        package var kind: UInt8
        package var uid: UInt32?
        /// The uid that logged in, which `sudo` does not change.
        package var loginUid: UInt32?
        /// At most 255 bytes of UTF-8.
        package var name: String

        package init(kind: UInt8, uid: UInt32? = nil, loginUid: UInt32? = nil, name: String = "") {
            self.kind = kind
            self.uid = uid
            self.loginUid = loginUid
            self.name = name
        }
    }
}
