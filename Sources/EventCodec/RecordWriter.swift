import CrisisModel
import EventLog

/// Fields to payload. Whole numbers, flags and times are integers; all else is a text of the payload.
final class RecordWriter: FieldCoder {
    typealias Failure = Never

    var payload = PayloadWriter()

    func integer(_ name: String, _ value: inout Int64) throws(Never) { payload.integer(value) }
    func integer(_ name: String, _ value: inout Int64?) throws(Never) { payload.integer(value) }
    func flag(_ name: String, _ value: inout Bool) throws(Never) { payload.integer(value ? 1 : 0) }
    func text(_ name: String, _ value: inout String) throws(Never) { payload.text(value) }
    func text(_ name: String, _ value: inout String?) throws(Never) { payload.text(value) }
    func time(_ name: String, _ value: inout EventTime) throws(Never) {
        payload.integer(value.microsecondsSinceEpoch)
    }
    func time(_ name: String, _ value: inout EventTime?) throws(Never) {
        payload.integer(value?.microsecondsSinceEpoch)
    }
    func digest(_ name: String, _ value: inout Digest) throws(Never) { payload.bytes(value.bytes) }

    /// Each entry is its length in four little-endian bytes, then its bytes.
    func texts(_ name: String, _ value: inout [String]) throws(Never) {
        var bytes: [UInt8] = []
        for text in value {
            withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: text.utf8)
        }
        payload.bytes(bytes)
    }

    func integers(_ name: String, _ value: inout [Int64]) throws(Never) {
        var bytes: [UInt8] = []
        for integer in value { withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) } }
        payload.bytes(bytes)
    }

    func keyedHash(_ name: String, _ value: inout KeyedHash) throws(Never) {
        payload.integer(Int64(bitPattern: value.high))
        payload.integer(Int64(bitPattern: value.low))
    }
    func sealed(_ name: String, _ value: inout [UInt8]) throws(Never) { payload.bytes(value) }
    func personal(_ name: String, _ value: inout String) throws(Never) {}
    func personal(_ name: String, _ value: inout String?) throws(Never) {}

    func invalid(_ name: String, _ reason: String) -> Never { preconditionFailure("\(name): \(reason)") }
}
