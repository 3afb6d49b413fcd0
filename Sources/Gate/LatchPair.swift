import CStopPath
import Glibc

/// The runtime latch, which outlives the process, and the disk latch, which outlives the machine. Opening them never
/// fails: what cannot be had is missing or unreadable in what was read, and that means stopped.
package struct LatchPair: Sendable {
    package static let fileName = "latch"

    package let runtime: Latch?
    package let disk: Latch?
    package let runtimeReading: LatchReading
    package let diskReading: LatchReading
    package let bootID: StopID
    /// What went wrong, for the person who reads the journal.
    package let failures: [LatchError]

    package init(
        runtime: Latch?, disk: Latch?, runtimeReading: LatchReading, diskReading: LatchReading,
        bootID: StopID,
        failures: [LatchError] = []
    ) {
        self.runtime = runtime
        self.disk = disk
        self.runtimeReading = runtimeReading
        self.diskReading = diskReading
        self.bootID = bootID
        self.failures = failures
    }

    /// The process must hold the lock of the state directory. Files that are missing are made.
    package static func open(runtimeDirectory: String, stateDirectory: String) -> LatchPair {
        let bootID = currentBootID()
        var failures: [LatchError] = []
        let runtime = open(directory: runtimeDirectory, isFlushed: false, bootID: bootID, failures: &failures)
        let disk = open(directory: stateDirectory, isFlushed: true, bootID: bootID, failures: &failures)
        return LatchPair(
            runtime: runtime.latch, disk: disk.latch, runtimeReading: runtime.reading,
            diskReading: disk.reading,
            bootID: bootID, failures: failures)
    }

    private static func open(
        directory: String, isFlushed: Bool, bootID: StopID, failures: inout [LatchError]
    ) -> (latch: Latch?, reading: LatchReading) {
        do throws(LatchError) {
            let path = directory + "/" + fileName
            if let storage = try FileLatchStorage.open(path: path, isFlushed: isFlushed) {
                let (latch, reading) = Latch.open(storage, bootID: bootID)
                return (latch, reading)
            }
        } catch {
            failures.append(error)
            return (nil, .unreadable)
        }
        do throws(LatchError) {
            let storage = try FileLatchStorage.create(
                directory: directory, name: fileName, isFlushed: isFlushed)
            return (Latch.open(storage, bootID: bootID).latch, .missing)
        } catch {
            failures.append(error)
            return (nil, .missing)
        }
    }

    private static func currentBootID() -> StopID {
        var bytes: (UInt64, UInt64) = (0, 0)
        let found = withUnsafeMutableBytes(of: &bytes) { raw in
            guard let base = raw.baseAddress else { return false }
            return tocsin_boot_id(base.assumingMemoryBound(to: UInt8.self)) == 0
        }
        return found ? StopID(high: bytes.0.bigEndian, low: bytes.1.bigEndian) : StopID(high: 0, low: 0)
    }
}
