internal import Glibc

/// Cuts a stream of bytes into frames, each ended by one NUL byte. Bytes arrive in any pieces; the caller
/// decides when to take the next frame, and stops reading from the peer while too many wait here.
package struct FrameSplitter: Sendable {
    /// What lies before the first unread byte is thrown away when there is this much of it.
    private static let compactedBytesMin = 64 * 1024

    package let frameBytesMax: Int
    /// Complete frames that were not taken yet.
    package private(set) var waitingFrames = 0
    private var bytes: [UInt8] = []
    private var start = 0

    package init(frameBytesMax: Int) { self.frameBytesMax = frameBytesMax }

    /// Bytes that were not taken yet, complete frames and the beginning of one.
    package var waitingBytes: Int { bytes.count - start }

    package mutating func append(_ chunk: UnsafeRawBufferPointer) {
        guard let base = chunk.baseAddress else { return }
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.count <= Self.compactedBytesMin)
            start = 0
        } else if start >= Self.compactedBytesMin {
            bytes.removeSubrange(..<start)
            start = 0
        }
        bytes.append(contentsOf: chunk)
        var position = 0
        while let found = memchr(base + position, 0, chunk.count - position) {
            waitingFrames += 1
            position = base.distance(to: found) + 1
            if position == chunk.count { break }
        }
    }

    package mutating func append(_ chunk: [UInt8]) {
        chunk.withUnsafeBytes { append($0) }
    }

    /// The next complete frame, without its NUL, given to `parse`; nil when none is complete.
    package mutating func next<Parsed>(
        _ parse: (Span<UInt8>) throws(ProtocolViolation) -> Parsed
    ) throws(ProtocolViolation) -> Parsed? {
        guard waitingFrames > 0 else {
            if waitingBytes > frameBytesMax { throw .frameTooLong(bytesMax: frameBytesMax) }
            return nil
        }
        guard let length = lengthOfFirstFrame() else { return nil }
        guard length <= frameBytesMax else { throw .frameTooLong(bytesMax: frameBytesMax) }
        let parsed = try withFrame(length: length, parse)
        start += length + 1
        waitingFrames -= 1
        return parsed
    }

    private func withFrame<Parsed>(
        length: Int, _ parse: (Span<UInt8>) throws(ProtocolViolation) -> Parsed
    ) throws(ProtocolViolation) -> Parsed {
        try parse(bytes.span.extracting(start..<start + length))
    }

    private func lengthOfFirstFrame() -> Int? {
        bytes.withUnsafeBytes { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            let found = memchr(base + start, 0, buffer.count - start)
            return found.map { (base + start).distance(to: $0) }
        }
    }
}
