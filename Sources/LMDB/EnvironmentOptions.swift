/// How an environment is opened. The defaults are those of a store that must not lose what it acknowledged.
package struct EnvironmentOptions: Sendable {
    package enum Durability: Sendable {
        /// Each commit is on disk before it returns.
        case synced
        /// Commits reach the disk when the system likes; only for what can be deleted and rebuilt.
        case disposable
    }

    /// Address space, not memory: mapped once and never resized, because resizing unmaps memory under a reader.
    #if SANITIZED
        package static let defaultMapBytes = 64 << 30
    #else
        package static let defaultMapBytes = 1 << 40
    #endif
    /// Readers at one time, in all processes; each takes 64 bytes of the lock file.
    package static let defaultReadersMax: UInt32 = 254

    package var durability: Durability
    package var readOnly: Bool
    package var mapBytes: Int
    package var readersMax: UInt32
    /// Named databases; 0 leaves only the unnamed one.
    package var databasesMax: UInt32

    package init(
        durability: Durability = .synced,
        readOnly: Bool = false,
        mapBytes: Int = Self.defaultMapBytes,
        readersMax: UInt32 = Self.defaultReadersMax,
        databasesMax: UInt32 = 0
    ) {
        self.durability = durability
        self.readOnly = readOnly
        self.mapBytes = mapBytes
        self.readersMax = readersMax
        self.databasesMax = databasesMax
    }
}
